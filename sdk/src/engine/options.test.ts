import { describe, expect, it, jest } from "@jest/globals";
import { destroy } from "./commands.js";
import { Verdict } from "./outcome.js";
import type { Alias } from "./registration.js";
import { type Script, TestStack } from "./testing/stack.js";
import type { Properties } from "./value.js";

jest.setTimeout(60_000);

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const URN = "urn:pulumi:dev::shop::";

const named = (name: string, more: Properties = {}) => ({ metadata: { name }, ...more });
const changes = ({ steps }: { steps: { op: string; urn: string }[] }) =>
  Object.fromEntries(
    steps.filter(({ op }) => op !== "same").map(({ op, urn }) => [urn.slice(urn.lastIndexOf("::") + 2), op]),
  );
const codes = ({ problems }: { problems: { code: string }[] }) => problems.map(({ code }) => code);

describe("a target", () => {
  const program = (v: string) => async (p: Script) => {
    const { urn } = await p.resource(CONFIG_MAP, "a", named("a", { data: { v } }));
    await p.resource(CONFIG_MAP, "b", named("b", { data: { v } }), { dependencies: [urn] });
    await p.resource(CONFIG_MAP, "c", named("c", { data: { v } }));
  };
  const aimed = (stack: TestStack, ...targets: string[]) => {
    stack.options.targets = targets;
    return stack;
  };

  it.each([["c"], [`${URN}${CONFIG_MAP}::c`]])("(%s) alone is changed; the others stay as they are", async (target) => {
    const stack = new TestStack();
    await stack.up(program("1"));
    expect(changes(await aimed(stack, target).up(program("2")))).toEqual({ c: "update" });
    expect(stack.cluster.find("ConfigMap", "default/a")?.["data"]).toEqual({ v: "1" });
    expect(changes(await aimed(stack).up(program("2")))).toEqual({ a: "update", b: "update" });
  });

  it("alone is created, unless it depends on what is not there", async () => {
    const stack = new TestStack();
    expect(changes(await aimed(stack, "c").up(program("1")))).toMatchObject({ c: "create" });
    expect(stack.cluster.find("ConfigMap", "default/a")).toBeUndefined();
    const outcome = await aimed(stack, "b").up(program("1"));
    expect(outcome.problems[0]).toMatchObject({ code: "target.dependency", hint: "name it too: --target a" });
    expect((await aimed(stack, "a", "b").up(program("1"))).verdict).toBe(Verdict.Ok);
  });

  it("alone is deleted, unless something that stays depends on it", async () => {
    const stack = new TestStack();
    await stack.up(program("1"));
    const refused = await aimed(stack, "a").up(() => Promise.resolve());
    expect(refused.problems[0]).toMatchObject({ code: "target.dependant", hint: "name it too: --target b" });
    expect(stack.cluster.log.filter((line) => line.startsWith("delete"))).toEqual([]);
    expect(changes(await aimed(stack, "c").up(() => Promise.resolve()))).toEqual({ c: "delete" });
    expect(codes(await destroy({ ...stack.options, targets: ["a"] }))).toEqual(["target.dependant"]);
    expect(changes(await destroy({ ...stack.options, targets: ["a", "b"] }))).toEqual({ a: "delete", b: "delete" });
  });

  it("that is nowhere is a problem", async () => {
    const stack = new TestStack();
    await stack.up(program("1"));
    expect(codes(await aimed(stack, "z").preview(program("1")))).toEqual(["target.unknown"]);
    expect(codes(await destroy({ ...stack.options, targets: ["z"] }))).toEqual(["target.unknown"]);
  });
});

describe("an alias", () => {
  const before = async (p: Script) => {
    const { urn } = await p.component("a:b:Old", "old");
    await p.resource(CONFIG_MAP, "old-cm", named("cm"), { parent: urn });
    await p.resource(CONFIG_MAP, "alone", named("alone"));
  };
  const oldParent = `${URN}a:b:Old::old`;
  const rest = async (p: Script) => void (await p.resource(CONFIG_MAP, "alone", named("alone")));

  it.each<[string, Alias[]]>([
    ["a URN", [{ urn: `${URN}a:b:Old$${CONFIG_MAP}::old-cm` }]],
    ["a name and a parent", [{ name: "old-cm", parentUrn: oldParent }]],
    ["one of several", [{ name: "nothing" }, { name: "old-cm", parentUrn: oldParent }]],
    ["all of it", [{ name: "old-cm", type: CONFIG_MAP, parentUrn: oldParent, project: "shop", stack: "dev" }]],
  ])("keeps an object that moved out of a component, by %s", async (_, aliases) => {
    const stack = new TestStack();
    await stack.up(before);
    const outcome = await stack.up(async (p) => {
      await p.component("a:b:Old", "old");
      await p.resource(CONFIG_MAP, "cm", named("cm"), { aliases });
      await rest(p);
    });
    expect([outcome.verdict, changes(outcome)]).toEqual([Verdict.Ok, {}]);
  });

  it("keeps an object that moved into a component, by noParent", async () => {
    const stack = new TestStack();
    await stack.up(rest);
    const outcome = await stack.up(async (p) => {
      const { urn } = await p.component("a:b:New", "new");
      await p.resource(CONFIG_MAP, "alone", named("alone"), { parent: urn, aliases: [{ noParent: true }] });
    });
    expect(changes(outcome)).toEqual({ new: "create" });
  });

  it("of a component carries its children, and theirs, with their names", async () => {
    const stack = new TestStack();
    const tree = (type: string, name: string, aliases: Alias[]) => async (p: Script) => {
      const outer = await p.component(type, name, { aliases });
      const inner = await p.component("a:b:Inner", `${name}-inner`, { parent: outer.urn });
      await p.resource(CONFIG_MAP, `${name}-inner-cm`, named("cm"), { parent: inner.urn });
    };
    await stack.up(tree("a:b:Old", "old", []));
    const outcome = await stack.up(tree("a:b:New", "new", [{ type: "a:b:Old", name: "old" }]));
    expect(changes(outcome)).toEqual({});
  });

  it("of an object is found under a component that is renamed too", async () => {
    const stack = new TestStack();
    await stack.up(before);
    const outcome = await stack.up(async (p) => {
      const { urn } = await p.component("a:b:New", "new", { aliases: [{ type: "a:b:Old", name: "old" }] });
      await p.resource(CONFIG_MAP, "settings", named("cm"), { parent: urn, aliases: [{ name: "old-cm" }] });
      await rest(p);
    });
    expect(changes(outcome)).toEqual({});
  });

  it("that fits nothing keeps nothing", async () => {
    const stack = new TestStack();
    await stack.up(rest);
    const outcome = await stack.up(async (p) => {
      await p.resource(CONFIG_MAP, "other", named("other"), { aliases: [{ name: "alon" }, { type: "a:b:C" }] });
    });
    expect(changes(outcome)).toEqual({ other: "create", alone: "delete" });
  });
});

describe("a replacement", () => {
  const deployment = (app: string) => named("web", { spec: { selector: { matchLabels: { app } } } });

  it("under another name comes before the old object goes", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "a", named("one"))));
    stack.cluster.log.length = 0;
    await stack.up(async (p) => void (await p.resource(CONFIG_MAP, "a", named("two"))));
    expect(stack.cluster.log).toEqual(["apply ConfigMap default/two", "delete ConfigMap default/one"]);
    await stack.up(
      async (p) => void (await p.resource(CONFIG_MAP, "a", named("three"), { deleteBeforeReplace: true })),
    );
    expect(stack.cluster.log.slice(2)).toEqual(["delete ConfigMap default/two", "apply ConfigMap default/three"]);
  });

  it("under the same name deletes first, whatever the program asks for", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => void (await p.resource(DEPLOYMENT, "web", deployment("a"))));
    stack.cluster.log.length = 0;
    const more = { deleteBeforeReplace: false };
    await stack.up(async (p) => void (await p.resource(DEPLOYMENT, "web", deployment("b"), more)));
    expect(stack.cluster.log).toEqual(["delete Deployment default/web", "apply Deployment default/web"]);
  });

  /** A namespace, and an object whose `metadata` comes from it. */
  const inside =
    (label: string, more: object = {}, source: "property" | "dependsOn" = "property") =>
    async (p: Script) => {
      const metadata = { name: "shop", labels: { label } };
      const ns = await p.resource(NAMESPACE, "ns", { metadata }, { replaceOnChanges: ["metadata.labels"] });
      const from = source === "property" ? { propertyDependencies: { metadata: [ns.urn] } } : {};
      const cm = { metadata: { name: "cm", namespace: "shop" } };
      await p.resource(CONFIG_MAP, "cm", cm, { dependencies: [ns.urn], ...from, ...more });
    };

  it("takes along what gets an immutable property from it: gone before it, made again after it", async () => {
    const stack = new TestStack();
    await stack.up(inside("1"));
    expect(changes(await stack.preview(inside("2")))).toEqual({ ns: "replace", cm: "replace" });
    stack.cluster.log.length = 0;
    const outcome = await stack.up(inside("2"));
    expect(changes(outcome)).toEqual({ ns: "replace", cm: "replace" });
    expect(stack.cluster.log).toEqual([
      "delete ConfigMap shop/cm",
      "delete Namespace shop",
      "apply Namespace shop",
      "apply ConfigMap shop/cm",
    ]);
    expect(changes(await stack.up(inside("2")))).toEqual({});
  });

  it("leaves alone what only comes after it", async () => {
    const stack = new TestStack();
    await stack.up(inside("1", {}, "dependsOn"));
    expect(changes(await stack.up(inside("2", {}, "dependsOn")))).toEqual({ ns: "replace" });
  });

  it("is refused where it would take along what is protected; nothing is deleted", async () => {
    const stack = new TestStack();
    await stack.up(inside("1", { protect: true }));
    const outcome = await stack.up(inside("2", { protect: true }));
    expect(codes(outcome)).toEqual(["state.protected"]);
    expect(stack.cluster.log.filter((line) => line.startsWith("delete"))).toEqual([]);
  });

  it("of what is protected is refused, in a preview too", async () => {
    const stack = new TestStack();
    const program = (app: string) => async (p: Script) =>
      void (await p.resource(DEPLOYMENT, "web", deployment(app), { protect: true }));
    await stack.up(program("a"));
    expect(codes(await stack.preview(program("b")))).toEqual(["state.protected"]);
    expect(codes(await stack.up(program("b")))).toEqual(["state.protected"]);
  });
});

describe("an option", () => {
  it("ignoreChanges keeps the old value, and only there", async () => {
    const stack = new TestStack();
    const program = (v: string) => async (p: Script) =>
      void (await p.resource(CONFIG_MAP, "a", named("a", { data: { v, w: v } }), { ignoreChanges: ["data.v"] }));
    await stack.up(program("1"));
    await stack.up(program("2"));
    expect(stack.cluster.find("ConfigMap", "default/a")?.["data"]).toEqual({ v: "1", w: "2" });
  });

  it("deletedWith lets an object go with another one, and is an ordinary deletion without that", async () => {
    const program =
      (...names: string[]) =>
      async (p: Script) => {
        for (const name of names) {
          const more = name === "cm" ? { deletedWith: `${URN}${NAMESPACE}::ns` } : {};
          const metadata: Properties = name === "ns" ? { name: "shop" } : { name, namespace: "shop" };
          await p.resource(name === "ns" ? NAMESPACE : CONFIG_MAP, name, { metadata }, more);
        }
      };
    const stack = new TestStack();
    await stack.up(program("ns", "cm"));
    stack.cluster.log.length = 0;
    await stack.up(() => Promise.resolve());
    expect(stack.cluster.log).toEqual(["delete Namespace shop"]);
    await stack.up(program("ns", "cm"));
    stack.cluster.log.length = 0;
    await stack.up(program("ns"));
    expect(stack.cluster.log).toEqual(["delete ConfigMap shop/cm"]);
  });

  it("customTimeouts limits the wait, before the object's own annotation, and is kept for the deletion", async () => {
    const stack = new TestStack();
    stack.cluster.broken.add("web");
    const metadata = { name: "web", annotations: { "pulumi.com/timeoutSeconds": "300" } };
    const inputs = { metadata, spec: { selector: { matchLabels: { app: "web" } } } };
    const more = { customTimeouts: { create: "50ms", delete: "1m30s" } };
    const outcome = await stack.up(async (p) => void (await p.resource(DEPLOYMENT, "web", inputs, more)));
    expect(outcome.failures[0]?.message).toContain("was not ready after 0.05 s");
    expect(outcome.resources.at(-1)?.customTimeouts).toEqual({ create: 0.05, delete: 90 });
  });

  it.each([["5"], ["soon"], ["5 m"]])("customTimeouts of %s is a problem", async (create) => {
    const program = async (p: Script) =>
      void (await p.resource(CONFIG_MAP, "a", named("a"), { customTimeouts: { create } }));
    expect(codes(await new TestStack().preview(program))).toEqual(["option.timeout"]);
  });

  it("import is refused for what is no Kubernetes object", async () => {
    const { problems } = await new TestStack().preview(
      async (p) => void (await p.resource("pulumi:providers:kubernetes", "a", {}, { importId: "a" })),
    );
    expect(problems[0]).toMatchObject({ code: "engine.import", hint: expect.stringContaining("pulumi") as unknown });
  });
});
