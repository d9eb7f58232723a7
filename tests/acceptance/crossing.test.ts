import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ensureClusters, kubectl, stopClusters } from "../cluster/index.js";
import { progressLine } from "../cluster/progress.js";
import { attackProbes, awaitVerdict, gatewayPods, passed, podProbes, type Scene } from "../quickstart/probes.js";
import { forgetOtherClusters, forgetStack, isthmus, stackConfig } from "../quickstart/stack.js";
import { withCluster } from "./with-cluster.js";

const minutes = 60_000;
const stack = "acceptance";
const limitSeconds = 90;

withCluster("two meshes in two clusters, deployed by the local engine", () => {
  let scene: Scene;

  beforeAll(async () => {
    const progress = (event: Parameters<typeof progressLine>[0]): void => console.log(progressLine(event));
    const [shop, payments] = await ensureClusters(["t-shop", "t-payments"], { progress });
    if (shop === undefined || payments === undefined) throw new Error("two clusters were asked for");
    scene = { stack, shop, payments };
    await forgetOtherClusters(stack, [shop, payments]);
    await isthmus(stack, "up", stackConfig(scene));
    await awaitVerdict(scene, "the first crossing", 200, { limitSeconds });
  }, 40 * minutes);

  afterAll(async () => {
    await stopClusters(["t-shop", "t-payments"]);
    forgetStack(stack);
  }, 5 * minutes);

  it(
    "lets permitted calls through with the caller's identity and refuses all others",
    async () => {
      expect((await podProbes(scene)).filter((probe) => !passed(probe))).toEqual([]);
    },
    2 * minutes,
  );

  it(
    "refuses forged, foreign and ambiguous certificates",
    async () => {
      expect((await attackProbes(scene)).filter((probe) => !passed(probe))).toEqual([]);
    },
    2 * minutes,
  );

  it("runs pods that Pod Security restricted admits", async () => {
    const labels = await kubectl(scene.payments, [
      "get",
      "namespace",
      "isthmus-payments",
      "-o=jsonpath={.metadata.labels}",
    ]);
    expect(labels).toContain('"pod-security.kubernetes.io/enforce":"restricted"');
  });

  it(
    "changes a permission without a restart and without a failed request",
    async () => {
      const before = await gatewayPods(scene);
      const load = kubectl(
        scene.shop,
        [
          "exec",
          "-n",
          "web",
          "deploy/checkout",
          "--",
          "/client",
          "load",
          "-method",
          "POST",
          "-seconds",
          "60",
          "-rps",
          "50",
          "-keepalive",
          "http://payments.mesh/charges",
        ],
        { timeoutMs: 2 * minutes },
      );
      const catalog = { limitSeconds, deployment: "catalog", url: "http://payments-for-catalog.mesh/charges" };
      await isthmus(stack, "up", stackConfig(scene, { permitCatalog: true }));
      const given = await awaitVerdict(scene, "permission given", 200, catalog);
      await isthmus(stack, "up", stackConfig(scene, { permitCatalog: false }));
      const taken = await awaitVerdict(scene, "permission taken", 403, catalog);
      const { sent, ok } = JSON.parse((await load).split("\n").find((line) => line.startsWith("{")) ?? "{}") as {
        sent: number;
        ok: number;
      };

      expect([given, taken].filter((probe) => !passed(probe))).toEqual([]);
      expect(sent).toBeGreaterThan(1000);
      expect(ok).toBe(sent);
      expect(await gatewayPods(scene)).toBe(before);
    },
    5 * minutes,
  );
});
