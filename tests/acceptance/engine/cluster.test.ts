import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { refresh } from "../../../sdk/src/engine/index.js";
import { Verdict } from "../../../sdk/src/engine/outcome.js";
import { type Script, TestStack } from "../../../sdk/src/engine/testing/stack.js";
import { ensureClusters, kubectl, stopClusters, type TestCluster } from "../../cluster/index.js";
import { apiServerPid, apiServerReady, restartApiServer } from "../../cluster/local/api-server.js";
import { withCluster } from "../with-cluster.js";
import { clientOf } from "./client.js";

const minutes = 60_000;
const NAME = process.env["ISTHMUS_ENGINE_CLUSTER"] ?? "t-engine";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const NAMESPACE = "engine-test";

withCluster("the local engine against an API server", () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const [started] = await ensureClusters([NAME]);
    if (started === undefined) throw new Error("a cluster was asked for");
    cluster = started;
    await kubectl(cluster, ["create", "namespace", NAMESPACE]);
  }, 20 * minutes);

  afterAll(async () => {
    if (process.env["ISTHMUS_ENGINE_CLUSTER"] === undefined) await stopClusters([NAME]);
    else await kubectl(cluster, ["delete", "namespace", NAMESPACE, "--wait=false"]);
  }, 5 * minutes);

  const stack = () => new TestStack({ connect: () => Promise.resolve(clientOf(cluster)) });
  const configMap = (p: Script, name: string, data: Record<string, string>) =>
    p.resource(CONFIG_MAP, name, { metadata: { name, namespace: NAMESPACE }, data });
  const many = (count: number, value: string) => async (p: Script) =>
    void (await Promise.all(Array.from({ length: count }, (_, i) => configMap(p, `many-${i}`, { value }))));
  const held = async () =>
    (await kubectl(cluster, ["get", "configmaps", "-n", NAMESPACE, "-o=name"]))
      .split("\n")
      .filter((name) => name.includes("/many-")).length;

  it(
    "refuses kinds whose CustomResourceDefinitions are not there, also in the preview that up begins with, and makes nothing",
    async () => {
      const program = async (p: Script) => {
        await configMap(p, "beside", { a: "1" });
        for (const type of ["kuma.io/v1alpha1:MeshTimeout", "gateway.githedgehog.com/v1alpha1:Peering"])
          await p.resource(`kubernetes:${type}`, type, { metadata: { name: "missing", namespace: NAMESPACE } });
      };
      for (const requireCluster of [false, true]) {
        const it = new TestStack({ connect: () => Promise.resolve(clientOf(cluster)), requireCluster });
        const { verdict, problems } = await it.preview(program);
        expect(verdict).toBe(Verdict.Problems);
        expect(problems.map(({ message }) => message)).toEqual([
          "the cluster has no kind MeshTimeout in kuma.io/v1alpha1, which Kuma (target kuma) brings",
          expect.stringMatching(/no kind Peering in gateway\.githedgehog\.com\/v1alpha1, which Hedgehog/),
        ]);
      }
      expect(await kubectl(cluster, ["get", "configmaps", "-n", NAMESPACE, "-o=name"])).not.toContain("beside");
    },
    5 * minutes,
  );

  it(
    "finds and mends what others did",
    async () => {
      const it = stack();
      const program = async (p: Script) => {
        await configMap(p, "changed", { a: "1", b: "2" });
        await configMap(p, "gone", { a: "1" });
        await configMap(p, "kept", { a: "1" });
      };
      expect((await it.up(program)).verdict).toBe(Verdict.Ok);
      const of = ["-n", NAMESPACE, "configmap"];
      await kubectl(cluster, ["patch", ...of, "changed", "--type=json", `-p=[{"op":"remove","path":"/data/b"}]`]);
      await kubectl(cluster, ["delete", ...of, "gone"]);
      await kubectl(cluster, ["label", ...of, "kept", "theirs=yes"]);
      const { steps } = await it.preview(program);
      const planned = Object.fromEntries(steps.map(({ op, urn }) => [urn.split("::").at(-1) ?? "", op] as const));
      expect(planned).toMatchObject({ changed: "update", gone: "create", kept: "same" });
      expect((await it.up(program)).verdict).toBe(Verdict.Ok);
      expect((await refresh(it.options)).steps).toEqual([]);

      const theirs = `-p={"data":{"a":"9"}}`;
      await kubectl(cluster, ["patch", ...of, "changed", "--type=merge", "--field-manager=helm", theirs]);
      expect((await it.preview(program)).problems[0]).toMatchObject({ code: "kubernetes.conflict" });
      const [step] = (await refresh(it.options)).steps;
      expect(step?.changes).toEqual([{ path: "data.a", kind: "update", before: "1", after: "9", by: "helm" }]);
      await it.up(() => Promise.resolve());
    },
    2 * minutes,
  );

  it("leaves what others made alone, imports it as it is, and takes its own back without a state", async () => {
    const it = stack();
    await kubectl(cluster, ["create", "configmap", "theirs", "-n", NAMESPACE, "--from-literal=a=1"]);
    const program = (a: string, more: object) => async (p: Script) =>
      void (await p.resource(
        CONFIG_MAP,
        "it",
        { metadata: { name: "theirs", namespace: NAMESPACE }, data: { a } },
        more,
      ));
    const [refused] = (await it.up(program("2", {}))).problems;
    expect(refused).toMatchObject({ code: "kubernetes.object-exists", path: `ConfigMap ${NAMESPACE}/theirs` });
    expect(refused?.message).toContain('"kubectl-create"');
    const importing = { importId: `${NAMESPACE}/theirs` };
    expect((await it.preview(program("2", importing))).problems[0]?.message).toContain("would change data.a");
    expect(await it.up(program("1", importing))).toMatchObject({ verdict: Verdict.Ok, problems: [] });
    const other = stack();
    const { steps } = await other.preview(program("1", {}));
    expect(steps.map(({ note }) => note)).toContain("it exists already, made by isthmus: taken over");
    await it.up(() => Promise.resolve());
    expect(await kubectl(cluster, ["get", "configmaps", "-n", NAMESPACE, "-o=name"])).not.toContain("theirs");
  }, 60_000);

  it("says what pods would wait for", async () => {
    const it = stack();
    const volumes = [{ name: "tls", secret: { secretName: "absent" } }];
    const containers = [{ name: "web", image: "example.com/none" }];
    const pod = { metadata: { name: "web", namespace: NAMESPACE }, spec: { containers, volumes } };
    const program = async (p: Script) => void (await p.resource("kubernetes:core/v1:Pod", "web", pod));
    const path = `Pod ${NAMESPACE}/web spec.volumes[0].secret.secretName`;
    expect((await it.preview(program)).problems).toMatchObject([{ code: "kubernetes.reference-missing", path }]);
    await kubectl(cluster, ["create", "secret", "generic", "absent", "-n", NAMESPACE, "--from-literal=a=1"]);
    expect((await it.preview(program)).problems).toEqual([]);
  }, 60_000);

  it(
    "brings up 2,000 objects, finds nothing to do, and takes them away",
    async () => {
      const it = stack();
      const started = performance.now();
      expect((await it.up(many(2000, "a"))).verdict).toBe(Verdict.Ok);
      const made = performance.now();
      expect(await held()).toBe(2000);
      const again = await it.preview(many(2000, "a"));
      const seen = performance.now();
      expect(new Set(again.steps.map(({ op }) => op))).toEqual(new Set(["same"]));
      expect((await it.up(() => Promise.resolve())).verdict).toBe(Verdict.Ok);
      expect(await held()).toBe(0);
      const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
      console.log(`2,000 ConfigMaps: up ${seconds(started, made)} s, preview of no change ${seconds(made, seen)} s`);
    },
    5 * minutes,
  );

  it(
    "converges while the API server is killed and started again, and while it stands still for 20 seconds",
    async () => {
      if (cluster.origin !== "local") return;
      const it = stack();
      const running = it.up(many(600, "b"));
      while ((await held()) === 0) continue;
      await restartApiServer(cluster, 1000);
      expect(await running).toMatchObject({ verdict: Verdict.Ok, failures: [], problems: [] });
      expect(await held()).toBe(600);
      expect((await refresh(it.options)).steps).toEqual([]);

      const pid = await apiServerPid(cluster);
      const emptied = it.up(() => Promise.resolve());
      while ((await held()) === 600) continue;
      process.kill(pid, "SIGSTOP");
      setTimeout(() => process.kill(pid, "SIGCONT"), 20_000);
      expect(await emptied).toMatchObject({ verdict: Verdict.Ok, failures: [] });
      await apiServerReady(cluster);
      expect(await held()).toBe(0);
    },
    4 * minutes,
  );
});
