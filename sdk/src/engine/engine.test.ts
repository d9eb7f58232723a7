import { describe, expect, it, jest } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { Mode } from "./handler.js";
import { Verdict } from "./outcome.js";
import { type Script, TestStack } from "./testing/stack.js";
import { Secret, UNKNOWN } from "./value.js";

jest.setTimeout(60_000);

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

const configMap = (data: Record<string, string>, name = "settings") => ({ metadata: { name }, data });
const deployment = (replicas: number, app = "web") => ({
  metadata: { name: "web", annotations: { "pulumi.com/timeoutSeconds": "0.05" } },
  spec: { replicas, selector: { matchLabels: { app } } },
});
const ops = ({ steps }: { steps: { op: string; urn: string }[] }) =>
  Object.fromEntries(steps.map(({ op, urn }) => [urn.slice(urn.lastIndexOf("::") + 2), op]));

describe("up", () => {
  it("creates what is new, and finds nothing to do the second time", async () => {
    const stack = new TestStack();
    const program = async (p: Script) => void (await p.resource(CONFIG_MAP, "settings", configMap({ a: "1" })));
    expect(ops(await stack.up(program))).toMatchObject({ settings: "create" });
    expect(stack.cluster.find("ConfigMap", "default/settings")).toMatchObject({ data: { a: "1" } });
    const asked = stack.cluster.log.length;
    expect(ops(await stack.up(program))).toMatchObject({ settings: "same" });
    expect(stack.cluster.log).toHaveLength(asked);
  });

  it("updates in place, removing what the program no longer sets", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "settings", configMap({ a: "1", b: "2" }))));
    const outcome = await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "settings", configMap({ a: "3" }))));
    expect(outcome.steps.find(({ op }) => op === "update")?.changes).toEqual([
      { path: "data.a", kind: "update", before: "1", after: "3" },
      { path: "data.b", kind: "delete", before: "2" },
    ]);
    expect(stack.cluster.find("ConfigMap", "default/settings")?.["data"]).toEqual({ a: "3" });
  });

  it("deletes what the program no longer asks for, dependants first", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => {
      const ns = await p.resource(NAMESPACE, "ns", { metadata: { name: "shop" } });
      const cm = { metadata: { name: "cm", namespace: "shop" } };
      await p.resource(CONFIG_MAP, "cm", cm, { dependencies: [ns.urn] });
    });
    stack.cluster.log.length = 0;
    await stack.up(() => Promise.resolve());
    expect(stack.cluster.log).toEqual(["delete ConfigMap shop/cm", "delete Namespace shop"]);
  });

  it("replaces where a field cannot change: the old object goes first", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(DEPLOYMENT, "web", deployment(1))));
    stack.cluster.log.length = 0;
    const outcome = await stack.up(async (p) => void (await p.resource(DEPLOYMENT, "web", deployment(1, "shop"))));
    expect(outcome.steps.find(({ op }) => op === "replace")?.replaces).toEqual(["spec.selector.matchLabels.app"]);
    expect(stack.cluster.log).toEqual(["delete Deployment default/web", "apply Deployment default/web"]);
  });

  it("keeps the name that it chose for an object without one", async () => {
    const stack = new TestStack();
    const program = (a: string) => async (p: Script) => {
      await p.resource(CONFIG_MAP, "settings", { data: { a } });
    };
    await stack.up(program("1"));
    const outcome = await stack.up(program("2"));
    expect(ops(outcome)).toMatchObject({ settings: "update" });
    expect(stack.cluster.log.map((line) => line.replace(/[0-9a-f]{8}$/, "#"))).toEqual([
      "apply ConfigMap default/settings-#",
      "apply ConfigMap default/settings-#",
    ]);
  });

  it("deletes nothing when the program fails, and keeps what it had registered by then", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "old", configMap({}, "old"))));
    const outcome = await stack.up(async (p) => {
      await p.resource(CONFIG_MAP, "fresh", configMap({}, "fresh"));
      throw new Error("boom");
    });
    expect(outcome.verdict).toBe(Verdict.ProgramFailed);
    expect(outcome.programErrors).toEqual([{ message: "boom", frames: [] }]);
    expect(stack.cluster.find("ConfigMap", "default/old")).toBeDefined();
    const names = outcome.resources.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
    expect(names).toEqual(expect.arrayContaining(["old", "fresh"]));
  });

  it("deletes nothing when a step fails", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "old", configMap({}, "old"))));
    const outcome = await stack.up(async (p) => {
      await p.resource(DEPLOYMENT, "web", { metadata: { name: "web" }, spec: {} });
    });
    expect(outcome.verdict).toBe(Verdict.Problems);
    expect(outcome.problems[0]?.message).toContain("spec.selector: Required value");
    expect(stack.cluster.find("ConfigMap", "default/old")).toBeDefined();
  });

  it("says why an object does not come up, keeps it, and tries again the next time", async () => {
    const stack = new TestStack();
    const program = async (p: Script) => void (await p.resource(DEPLOYMENT, "web", deployment(1)));
    stack.cluster.broken.add("web");
    const outcome = await stack.up(program);
    expect(outcome.verdict).toBe(Verdict.Failed);
    expect(outcome.failures[0]?.message).toMatch(/Deployment default\/web was not ready after 0.05 s: its controller/);
    stack.cluster.broken.clear();
    expect(ops(await stack.up(program))).toMatchObject({ web: "update" });
    expect(ops(await stack.up(program))).toMatchObject({ web: "same" });
  });

  it("changes nothing where no cluster answers", async () => {
    const stack = new TestStack();
    stack.cluster.down = true;
    const outcome = await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "cm", configMap({}))));
    expect(outcome.verdict).toBe(Verdict.Failed);
    expect(outcome.failures[0]?.message).toContain("no cluster answered at https://fake.example:6443");
    expect(stack.cluster.log).toEqual([]);
  });

  it("names the owner of a field that another manager set, and takes it over only by force", async () => {
    const program = async (p: Script) => void (await p.resource(CONFIG_MAP, "cm", configMap({ a: "ours" })));
    const [polite, rude] = [new TestStack(), new TestStack({ forceConflicts: true })];
    for (const stack of [polite, rude]) {
      await stack.up(program);
      stack.cluster.edit("helm", "ConfigMap", "default/settings", "data.a", "theirs");
    }
    const { problems } = await polite.up(program);
    expect(problems[0]?.message).toContain('.data.a ("helm")');
    expect((await rude.up(program)).verdict).toBe(Verdict.Ok);
    expect(rude.cluster.find("ConfigMap", "default/settings")?.["data"]).toEqual({ a: "ours" });
  });

  it("leaves an object alone that is no longer the one it made", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "cm", configMap({}))));
    const found = stack.cluster.find("ConfigMap", "default/settings");
    if (found !== undefined) found.metadata.uid = "somebody-else";
    expect((await stack.up(() => Promise.resolve())).verdict).toBe(Verdict.Ok);
    expect(stack.cluster.find("ConfigMap", "default/settings")).toBeDefined();
  });

  it("refuses to delete what is protected, and then deletes nothing", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => {
      await p.resource(CONFIG_MAP, "a", configMap({}, "a"), { protect: true });
      await p.resource(CONFIG_MAP, "b", configMap({}, "b"));
    });
    const outcome = await stack.up(() => Promise.resolve());
    expect(outcome.problems.map(({ code }) => code)).toEqual(["state.protected"]);
    expect(stack.cluster.find("ConfigMap", "default/b")).toBeDefined();
  });

  it("forgets what is retained without deleting it", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "a", configMap({}, "a"), { retainOnDelete: true })));
    const outcome = await stack.up(() => Promise.resolve());
    expect(outcome.resources.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
    expect(stack.cluster.find("ConfigMap", "default/a")).toBeDefined();
  });

  it("keeps an object under an alias", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "before", configMap({ a: "1" }))));
    const outcome = await stack.up(async (p) => {
      await p.resource(CONFIG_MAP, "after", configMap({ a: "1" }), { aliases: [{ name: "before" }] });
    });
    expect(ops(outcome)).toMatchObject({ after: "same" });
    expect(stack.cluster.log).toHaveLength(1);
  });

  it("waits for a Namespace that is registered beside the object", async () => {
    const stack = new TestStack();
    const outcome = await stack.up(async (p) => {
      const cm = p.resource(CONFIG_MAP, "cm", { metadata: { name: "cm", namespace: "late" } });
      await p.resource(NAMESPACE, "ns", { metadata: { name: "late" } });
      await cm;
    });
    expect(outcome.verdict).toBe(Verdict.Ok);
  });
});

describe("preview", () => {
  it("changes nothing, on the cluster or on disk", async () => {
    const stack = new TestStack();
    const outcome = await stack.preview(async (p) => void (await p.resource(CONFIG_MAP, "cm", configMap({ a: "1" }))));
    expect(ops(outcome)).toMatchObject({ cm: "create" });
    expect(stack.cluster.log).toEqual(["dry-run ConfigMap default/settings"]);
    expect(stack.cluster.find("ConfigMap", "default/settings")).toBeUndefined();
    expect(existsSync(stack.stateFile)).toBe(false);
  });

  it("previews from inputs, and says so once, where no cluster answers", async () => {
    const stack = new TestStack();
    stack.cluster.down = true;
    const outcome = await stack.preview(async (p) => {
      await p.resource(CONFIG_MAP, "a", configMap({}, "a"));
      await p.resource(CONFIG_MAP, "b", configMap({}, "b"));
    });
    expect(outcome.verdict).toBe(Verdict.Ok);
    const warnings = stack.events.filter(({ kind }) => kind === "diagnostic");
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings)).toContain("no cluster answered at https://fake.example:6443");
  });

  it("does not try what is known only after up", async () => {
    const stack = new TestStack();
    const outcome = await stack.preview(async (p) => {
      await p.resource(CONFIG_MAP, "cm", { metadata: { name: "cm" }, data: { a: UNKNOWN } });
    });
    expect(outcome.verdict).toBe(Verdict.Ok);
    expect(outcome.steps.at(-1)?.note).toContain("known only after up");
    expect(stack.cluster.log).toEqual([]);
  });

  it("promises no address that the server will choose anew, and no id", async () => {
    const stack = new TestStack();
    await stack.preview(async (p) => {
      const spec = { ports: [{ port: 80 }] };
      const { id, outputs } = await p.resource("kubernetes:core/v1:Service", "web", {
        metadata: { name: "web" },
        spec,
      });
      expect(id).toBeUndefined();
      expect(outputs["spec"]).toMatchObject({ clusterIP: UNKNOWN, ports: [{ port: 80 }] });
      expect(outputs["metadata"]).not.toHaveProperty("uid");
    });
  });

  it("shows what the API server would refuse as a problem", async () => {
    const stack = new TestStack();
    const outcome = await stack.preview(async (p) => {
      await p.resource(DEPLOYMENT, "web", { metadata: { name: "web" }, spec: {} });
    });
    expect(outcome.verdict).toBe(Verdict.Problems);
    expect(outcome.problems[0]).toMatchObject({ code: "kubernetes.refused", path: "Deployment default/web" });
  });

  it("accepts an object whose Namespace the same program creates, and refuses one that nobody does", async () => {
    const stack = new TestStack();
    const both = await stack.preview(async (p) => {
      await p.resource(CONFIG_MAP, "cm", { metadata: { name: "cm", namespace: "shop" } });
      await p.resource(NAMESPACE, "ns", { metadata: { name: "shop" } });
    });
    expect(both.problems).toEqual([]);
    const alone = await stack.preview(async (p) => {
      await p.resource(CONFIG_MAP, "cm", { metadata: { name: "cm", namespace: "shop" } });
    });
    expect(alone.problems.map(({ message }) => message)).toEqual([
      'the namespace "shop" does not exist, and this program does not create it',
    ]);
  });

  it("names the kind whose definition is missing, unless the program brings it", async () => {
    const stack = new TestStack();
    const gateway = { apiVersion: "acme.io/v1", kind: "Gate", metadata: { name: "g" } };
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "gates.acme.io" },
      spec: {
        group: "acme.io",
        names: { kind: "Gate", plural: "gates" },
        scope: "Namespaced",
        versions: [{ name: "v1" }],
      },
    };
    const use = (p: Script) => p.resource("kubernetes:acme.io/v1:Gate", "g", gateway);
    const bring = (p: Script) => p.resource("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "crd", crd);
    const alone = await stack.preview(async (p) => void (await use(p)));
    expect(alone.problems[0]?.message).toBe("the cluster has no kind Gate in acme.io/v1");
    expect((await stack.preview(async (p) => void (await Promise.all([use(p), bring(p)])))).problems).toEqual([]);
    expect((await stack.up(async (p) => void (await Promise.all([use(p), bring(p)])))).verdict).toBe(Verdict.Ok);
  });

  it("shows no deletions if the program fails", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "cm", configMap({}))));
    const outcome = await stack.preview(() => Promise.reject(new Error("boom")));
    expect(ops(outcome)).not.toHaveProperty("cm");
  });

  it("tells who will reach what, each row once", async () => {
    const stack = new TestStack();
    const program = (rows: string[]) => async (p: Script) => {
      const connectivity = Object.fromEntries(rows.map((row) => [row, { via: "edge" }]));
      const { urn } = await p.component("isthmus:index:Fabric", "shop");
      await p.outputs(urn, { connectivity });
      return { connectivity };
    };
    await stack.up(program(["a -> b", "a -> c"]));
    const { connectivity } = await stack.preview(program(["a -> c", "a -> d"]));
    expect(connectivity).toMatchObject({ added: ["a -> d"], removed: ["a -> b"], changed: [] });
  });
});

describe("what is not for the local engine", () => {
  const refusedTypes = [
    ["another provider's resource", "aws:s3/bucket:Bucket", {}],
    ["a remote component", "eks:index:Cluster", { custom: false, remote: true }],
    ["a Helm release", "kubernetes:helm.sh/v3:Release", {}],
    ["a patch", "kubernetes:apps/v1:DeploymentPatch", {}],
  ] as const;

  it.each(refusedTypes)("is refused: %s", async (_, type, more) => {
    const outcome = await new TestStack().preview(async (p) => void (await p.resource(type, "it", {}, more)));
    expect(outcome.verdict).toBe(Verdict.Problems);
    expect(outcome.problems[0]?.message).toContain(`${type}`);
    expect(outcome.problems[0]?.hint).toBe("run the program with `pulumi`");
  });
});

describe("secrets", () => {
  const PLAIN = "hunter2-in-clear";
  const program = async (p: Script) => {
    const { outputs } = await p.resource(SECRET, "token", {
      metadata: { name: "token" },
      stringData: new Secret({ token: PLAIN }),
    });
    await p.resource(CONFIG_MAP, "cm", { metadata: { name: "cm" }, data: new Secret({ copy: PLAIN }) });
    return { token: outputs["stringData"] ?? null };
  };

  it("are sealed on disk and open again in the next run", async () => {
    const stack = new TestStack();
    await stack.up(program);
    const text = readFileSync(stack.stateFile, "utf8");
    expect(text).not.toContain(PLAIN);
    expect(text).not.toContain(Buffer.from(PLAIN).toString("base64"));
    expect(ops(await stack.up(program))).toMatchObject({ token: "same", cm: "same" });
  });

  it("are masked wherever a run's outcome and events are printed", async () => {
    const stack = new TestStack();
    const printed = JSON.stringify([await stack.preview(program), await stack.up(program), stack.events]);
    expect(printed).not.toContain(PLAIN);
    expect(printed).toContain("[secret]");
  });

  it("are blanked in what an API server says about them", async () => {
    const stack = new TestStack();
    const outcome = await stack.preview(async (p) => {
      await p.resource(SECRET, "s", { metadata: { name: "s" }, stringData: new Secret({ reject: PLAIN }) });
    });
    expect(outcome.problems[0]?.message).toContain('Invalid value: "[secret]"');
  });
});

describe("the state", () => {
  const program = async (p: Script) => void (await p.resource(CONFIG_MAP, "cm", configMap({})));

  it("is not touched with a wrong passphrase", async () => {
    const stack = new TestStack();
    await stack.up(program);
    const before = readFileSync(stack.stateFile, "utf8");
    stack.options.env = { PULUMI_CONFIG_PASSPHRASE: "wrong" };
    await expect(stack.up(program)).rejects.toThrow("the passphrase from PULUMI_CONFIG_PASSPHRASE does not open");
    expect(readFileSync(stack.stateFile, "utf8")).toBe(before);
  });
});

describe("a rendering run", () => {
  it("asks no cluster and claims no object, but keeps certificates", async () => {
    let issued = 0;
    const create = () =>
      Promise.resolve({ id: "root", outs: { certificate: `cert-${++issued}`, privateKey: "key-in-clear" } });
    const stack = new TestStack({ certificates: () => Promise.resolve({ create }) });
    stack.cluster.down = true;
    const certificates: unknown[] = [];
    const program = async (p: Script) => {
      const more = { additionalSecretOutputs: ["privateKey"] };
      const { outputs } = await p.resource("isthmus:index:MeshRoot", "root", { mesh: "shop" }, more);
      await p.resource(CONFIG_MAP, "cm", { metadata: { name: "cm" }, data: { ca: outputs["certificate"] ?? null } });
      certificates.push(outputs["certificate"]);
    };
    const { verdict, resources } = await stack.run(Mode.Render, program);
    await stack.run(Mode.Render, program);
    expect(verdict).toBe(Verdict.Ok);
    expect(certificates).toEqual(["cert-1", "cert-1"]);
    expect(resources.map(({ type }) => type)).not.toContain(CONFIG_MAP);
    expect(readFileSync(stack.stateFile, "utf8")).not.toContain("key-in-clear");
    stack.cluster.down = false;
    expect(ops(await stack.up(program))).toMatchObject({ root: "same", cm: "create" });
  });
});
