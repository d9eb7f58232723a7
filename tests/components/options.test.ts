import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { changesOf, ComponentStack, type Kept, nameOf } from "./component-stack.js";
import { type ComponentKind, componentKinds, declared, everyComponent } from "./programs.js";

jest.setTimeout(120_000);

/** All that a component holds, at any depth, but not the component. */
const below = ({ resources }: ComponentStack, kind: ComponentKind): Kept[] =>
  resources.filter(({ urn }) => /isthmus:index:(\w+)\$/.exec(urn)?.[1] === kind);

const kubernetesBelow = (stack: ComponentStack, kind: ComponentKind): Kept[] =>
  below(stack, kind).filter(({ type }) => type.startsWith("kubernetes:"));

/** The distinct values of a field. */
const valuesOf = <T>(resources: Kept[], of: (resource: Kept) => T): T[] => [...new Set(resources.map(of))];

async function broughtUp(options?: string): Promise<ComponentStack> {
  const stack = new ComponentStack();
  const { verdict, problems, failures, programErrors } = await stack.up(everyComponent(options));
  expect({ verdict, problems, failures, programErrors }).toMatchObject({ verdict: "ok" });
  return stack;
}

describe("components without options", () => {
  let plain: ComponentStack;
  beforeAll(async () => {
    plain = await broughtUp();
  });

  it.each(componentKinds)("%s: children are under the default provider, unprotected, deleted on their own", (kind) => {
    const children = below(plain, kind);
    expect(children.length).toBeGreaterThan(20);
    expect(valuesOf(kubernetesBelow(plain, kind), ({ provider = "" }) => nameOf(provider))).toEqual(["default_4_34_2"]);
    expect(valuesOf(children, ({ protect }) => protect)).toEqual([undefined]);
    expect(valuesOf(children, ({ retainOnDelete }) => retainOnDelete)).toEqual([undefined]);
    expect(valuesOf(children, ({ deletedWith }) => deletedWith)).toEqual([undefined]);
  });

  it("finds nothing to do in a second run", async () => {
    expect(changesOf(await plain.preview(everyComponent()))).toEqual([]);
  });

  it("keeps every child of components that are renamed with an alias", async () => {
    const renamed = everyComponent("{ aliases: [{ name }] }", (name) => `${name}-renamed`);
    const { steps, problems } = await plain.preview(renamed);
    const alone = componentKinds.filter((kind) => kind !== "Fabric");
    expect({ changes: changesOf({ steps }), problems }).toEqual({
      // their inputs say the former name
      changes: alone.map((kind) => `update ${kind} ${declared[kind].name}-renamed`).sort(),
      problems: [],
    });
  });

  it("makes anew what is renamed without an alias", async () => {
    const changes = changesOf(await plain.preview(everyComponent("{}", (name) => `${name}-renamed`)));
    for (const kind of componentKinds) {
      expect(changes).toContain(`create ${kind} ${declared[kind].name}-renamed`);
      const renamed = new RegExp(`^create Deployment ${declared[kind].name}-renamed-shop[a-z-]*-egress-deployment$`);
      expect(changes).toContainEqual(expect.stringMatching(renamed));
    }
  });

  it.each([
    ["ignoreChanges", "{ ignoreChanges: ['routes', 'fabric'] }"],
    ["additionalSecretOutputs", "{ additionalSecretOutputs: ['connectivity'] }"],
    ["version and pluginDownloadURL", "{ version: '9.9.9', pluginDownloadURL: 'https://plugins.example' }"],
    ["replaceOnChanges and customTimeouts", "{ replaceOnChanges: ['meshes'], customTimeouts: { create: '5m' } }"],
  ])("%s change nothing below", async (_, options) => {
    const { verdict, steps } = await plain.preview(everyComponent(options));
    expect({ verdict, changes: changesOf({ steps }) }).toEqual({ verdict: "ok", changes: [] });
  });

  it.each([
    ["transforms", "{ transforms: [() => undefined] }", "transforms"],
    ["hooks", "{ hooks: { beforeCreate: [async () => {}] } }", "resource hooks"],
    ["replaceWith", "{ replaceWith: [anchor] }", "the ReplaceWith option"],
  ])("%s are refused by the local engine, with the way out", async (_, options, named) => {
    const { verdict, programErrors } = await plain.preview(everyComponent(options));
    expect(verdict).toBe("program-failed");
    expect(programErrors.map(({ message }) => message)).toEqual([
      `the local engine does not support ${named}; run the program with \`pulumi\``,
    ]);
  });
});

describe("components with options", () => {
  let held: ComponentStack;
  beforeAll(async () => {
    held = await broughtUp("{ provider: mine, protect: true, deletedWith: anchor, dependsOn: anchor, parent: outer }");
  });

  it.each(componentKinds)("%s: every child is protected and deleted with what the component is", (kind) => {
    expect(valuesOf(below(held, kind), ({ protect }) => protect)).toEqual([true]);
    expect(valuesOf(below(held, kind), ({ deletedWith = "" }) => nameOf(deletedWith))).toEqual(["anchor"]);
  });

  it.each(componentKinds)("%s: every Kubernetes child has the provider", (kind) => {
    expect(valuesOf(kubernetesBelow(held, kind), ({ provider = "" }) => nameOf(provider))).toEqual(["mine"]);
  });

  it.each(componentKinds)("%s: stands below its parent with all children", (kind) => {
    const types = below(held, kind).map(({ urn }) => urn.split("::")[2] ?? "");
    expect(types.filter((type) => !type.startsWith(`test:index:Outer$isthmus:index:${kind}$`))).toEqual([]);
  });

  it("makes no child before what the component waits for", () => {
    const applied = held.cluster.log.filter((line) => line.startsWith("apply"));
    expect(applied[0]).toBe("apply ConfigMap default/anchor");
  });

  it("refuses to destroy what is protected, by name", async () => {
    const { problems } = await held.destroy();
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["state.protected"]));
    expect(problems.map(({ path }) => nameOf(path))).toContain("crossing-edge-deployment");
    expect(held.cluster.find("Deployment", "isthmus-payments/edge")).toBeDefined();
  });
});

describe("providers of a component", () => {
  it.each([
    ["an array", "{ providers: [mine] }"],
    ["a map", "{ providers: { kubernetes: mine } }"],
  ])("as %s reach every child", async (_, options) => {
    const stack = await broughtUp(options);
    for (const kind of componentKinds)
      expect(valuesOf(kubernetesBelow(stack, kind), ({ provider = "" }) => nameOf(provider))).toEqual(["mine"]);
  });
});

describe("retained components", () => {
  it("leave their objects in the cluster when they are taken away; others do not", async () => {
    const stack = await broughtUp("{ retainOnDelete: true }");
    const kept = [...stack.cluster.objects.keys()].filter((key) => !key.includes("anchor"));
    await stack.up("");
    expect([...stack.cluster.objects.keys()].sort()).toEqual(kept.sort());
    expect(stack.resources.filter(({ urn }) => urn.includes("isthmus"))).toEqual([]);

    const lost = await broughtUp();
    await lost.up("");
    expect([...lost.cluster.objects.keys()]).toEqual(["v1 Namespace default"]);
  });
});

describe("transformations", () => {
  it("change every child that they match, and no other", async () => {
    const seven = `({ type, props, opts }) =>
      type === "kubernetes:apps/v1:Deployment" ? { props: { ...props, spec: { ...props.spec, replicas: 7 } }, opts } : undefined`;
    const stack = await broughtUp(`{ transformations: [${seven}] }`);
    const deployment = stack.cluster.find("Deployment", "isthmus-payments/edge");
    expect(deployment?.["spec"]).toMatchObject({ replicas: 7 });
    const changes = changesOf(await stack.preview(everyComponent()));
    expect(changes).toHaveLength(2 * componentKinds.length);
    expect(changes.filter((change) => !change.startsWith("update Deployment "))).toEqual([]);
  });
});
