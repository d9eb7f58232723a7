import { run } from "../../cluster/command.js";
import { kubectl, type TestCluster } from "../../cluster/index.js";
import { callFromPod } from "../../quickstart/calls.js";
import { forgetOtherClusters, forgetStack, stackConfig } from "../../quickstart/stack.js";
import { type Bench, type Case, type Figure, figures, rounds } from "../bench.js";
import { ensureBuilt, isthmus, root } from "../engine/project.js";

const roundCount = 3;
const limitSeconds = 180;
const answersInARow = 8;
const stack = "bench-effect";
const gatewayNamespace = "isthmus-payments";

/**
 * How long after the command a permission lets a pod's call through, or its removal refuses it, in the quickstart
 * program; against `kubectl apply --server-side` of the ConfigMaps that the command changes. Both wait for kubelet.
 */
export const effect: Case[] = [
  {
    name: "effect",
    measure: async (bench): Promise<Figure[]> => {
      await ensureBuilt(bench);
      const cluster = await bench.cluster();
      await forgetOtherClusters(stack, [cluster]);
      try {
        return await measure(bench, cluster);
      } finally {
        await run(process.execPath, [isthmus, "destroy", root, "--yes", "--stack", stack]);
        forgetStack(stack);
      }
    },
  },
];

async function measure(bench: Bench, cluster: TestCluster): Promise<Figure[]> {
  const upTo = async (permitCheckout: boolean): Promise<void> => {
    const config = Object.entries(stackConfig({ shop: cluster, payments: cluster }, { permitCheckout }));
    const flags = config.flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    await run(process.execPath, [isthmus, "up", root, "--yes", "--skip-preview", "--stack", stack, ...flags]);
  };
  const states = new Map<boolean, string>();
  for (const permitted of [true, false]) {
    bench.progress({ step: `quickstart program, permission ${permitted ? "given" : "withdrawn"}`, state: "start" });
    await until(cluster, permitted, () => upTo(permitted));
    states.set(permitted, await configMaps(cluster));
  }
  // by our own field manager, so that there is one owner whoever goes next
  const applyTo = async (permitted: boolean): Promise<void> => {
    const input = states.get(permitted) ?? "";
    await kubectl(cluster, ["apply", "--server-side", "--field-manager=isthmus", "-f", "-"], { input });
  };
  const side = (change: (permitted: boolean) => Promise<void>) => async () => ({
    given: await until(cluster, true, () => change(true)),
    withdrawn: await until(cluster, false, () => change(false)),
  });
  const sides = { ours: side(upTo), peer: side(applyTo) };
  const samples = await rounds(bench, { name: "effect of a permission", count: roundCount }, sides);
  return figures(samples, { given: { unit: "s" }, withdrawn: { unit: "s" } });
}

/**
 * Seconds from the begin of a change to the first of many answers in a row that obey it: the gateway has several pods,
 * and each learns of the change by itself.
 */
async function until(cluster: TestCluster, permitted: boolean, change: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const changed = change();
  const obeyed = async (): Promise<number> => {
    const row: number[] = [];
    while (row.length < answersInARow) {
      if ((await status(cluster)) === (permitted ? 200 : 403)) row.push(seconds());
      else row.length = 0;
      if (seconds() > limitSeconds) throw new Error(`no effect after ${limitSeconds} s`);
    }
    return row[0] ?? NaN;
  };
  const [needed] = await Promise.all([obeyed(), changed]);
  return needed;
}

/** 0 while there is no such pod, or no answer. */
const status = (cluster: TestCluster): Promise<number> =>
  callFromPod(cluster, { namespace: "web", deployment: "checkout" }, "POST", "http://payments.mesh/charges").then(
    (answer) => answer.status,
    () => 0,
  );

/** The gateway's ConfigMaps as somebody would keep them in files. */
async function configMaps(cluster: TestCluster): Promise<string> {
  const { items } = JSON.parse(await kubectl(cluster, ["get", "configmaps", "-n", gatewayNamespace, "-o=json"])) as {
    items: { metadata: { name: string; labels?: object }; data: object }[];
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: items
      .filter(({ metadata }) => metadata.name !== "kube-root-ca.crt")
      .map(({ metadata: { name, labels = {} }, data }) => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: gatewayNamespace, labels },
        data,
      })),
  });
}
