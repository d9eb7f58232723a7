import Table from "cli-table3";
import { ensureClusters, stopClusters } from "../cluster/index.js";
import { progressLine } from "../cluster/progress.js";
import { attackProbes, awaitVerdict, passed, gatewayPods, podProbes, type Probe, type Scene } from "./probes.js";
import { forgetOtherClusters, forgetStack, isthmus, stackConfig } from "./stack.js";

const progress = (event: Parameters<typeof progressLine>[0]): void => console.log(progressLine(event));

const stack = "quickstart";

/** How long a change of permission may take: kubelet's look at its volumes, and no restart. */
const limitSeconds = 90;

async function quickstart(): Promise<number> {
  const begin = performance.now();
  const [shop, payments] = await ensureClusters(["shop", "payments"], { progress });
  if (shop === undefined || payments === undefined) throw new Error("two clusters were asked for");
  const scene = { stack, shop, payments };
  await forgetOtherClusters(stack, [shop, payments]);

  heading("deploy: meshes shop, partner and payments, each with its own root");
  await isthmus(stack, "up", stackConfig(scene));
  const probes: Probe[] = [await awaitVerdict(scene, "the first crossing", 200, { limitSeconds })];

  heading("who gets through");
  probes.push(...(await podProbes(scene)), ...(await attackProbes(scene)));
  probes.push(...(await permissionProbes(scene)));

  console.log(table(probes));
  const failed = probes.filter((probe) => !passed(probe)).length;
  if (!shop.enforcesNetworkPolicy) {
    console.log(
      "This cluster does not enforce NetworkPolicy: there, any pod may use another pod's way out of its mesh.",
    );
  }
  console.log(
    `It stays up: try kubectl --kubeconfig ${shop.kubeconfig} get pods -A; npm run quickstart -- --down removes all of it.`,
  );
  console.log(`took ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  console.log(`quickstart: ${probes.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** A permission is taken away and given back, and no pod notices. */
async function permissionProbes(scene: Scene): Promise<Probe[]> {
  const before = await gatewayPods(scene);
  heading("take checkout's permission away");
  await isthmus(stack, "up", stackConfig(scene, { permitCheckout: false }));
  const removed = await awaitVerdict(scene, "permission removed: checkout: POST /charges", 403, { limitSeconds });
  heading("give it back");
  await isthmus(stack, "up", stackConfig(scene));
  const restored = await awaitVerdict(scene, "permission restored: checkout: POST /charges", 200, { limitSeconds });
  const same = (await gatewayPods(scene)) === before;
  return [
    removed,
    restored,
    { tried: "the gateway's pods meanwhile", expected: "not restarted", seen: same ? "not restarted" : "restarted" },
  ];
}

async function down(): Promise<void> {
  const usersCluster = process.env["ISTHMUS_TEST_KUBECONFIG"] !== undefined;
  // clusters of the harness go whole
  if (usersCluster) await isthmus(stack, "destroy", {});
  await stopClusters(["shop", "payments"], { progress });
  forgetStack(stack);
}

const heading = (text: string): void => console.log(`\n▸ ${text}`);

function table(probes: Probe[]): string {
  const rows = new Table({ head: ["", "tried", "expected", "seen"], style: { head: [], border: [], compact: true } });
  rows.push(...probes.map((probe) => [passed(probe) ? "✔" : "✖", probe.tried, probe.expected, probe.seen]));
  return rows.toString();
}

const wantsDown = process.argv.includes("--down");
(wantsDown ? down().then(() => 0) : quickstart()).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(`✖ ${error instanceof Error ? error.message : String(error)}`);
    if (!wantsDown) console.log("quickstart: 0 passed, 1 failed");
    process.exitCode = 1;
  },
);
