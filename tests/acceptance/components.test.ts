import { beforeAll, describe, expect, it } from "@jest/globals";
import { shopAndPayments } from "../../sdk/src/fabric/testing/fabrics.js";
import { type Kept, kindOf, nameOf } from "../components/component-stack.js";
import { type Ended, hasPulumi, type PreviewedStep, PulumiStack } from "../components/pulumi-stack.js";

const minutes = 60_000;
/** How the engine writes an unknown value in a step. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The design's Fabric over two clusters; the code before it may change `design`. */
const fabric = (options: string, { name = "crossing", before = "" } = {}): string => `
const design = ${JSON.stringify(shopAndPayments())};
design.clusters = { east: {}, west: {} };
design.meshes.shop.cluster = "east";
design.meshes.payments.cluster = "west";
Object.assign(design.meshGateways.edge, {
  address: { host: anchor.id.apply((id) => id.replace("/", "-") + ".example") },
  service: { annotations: { "example.com/token": pulumi.secret("hidden-token") } },
});
${before}
new isthmus.Fabric(${JSON.stringify(name)}, design, { providers: [rendered], ${options} });
`;

const held = `protect: true, retainOnDelete: true, deletedWith: anchor, transforms: [({ type, props, opts }) =>
  type === "kubernetes:apps/v1:Deployment" ? { props: { ...props, spec: { ...props.spec, replicas: 7 } }, opts } : undefined],`;

if (hasPulumi()) {
  describe("components under the real pulumi", options);
} else {
  describe("components under the real pulumi", () => {
    it.skip("needs pulumi on PATH; install it, with its kubernetes plugin", () => undefined);
  });
}

function options(): void {
  let stack: PulumiStack;
  let planned: PreviewedStep[];
  let brought: Ended;
  let state: string;
  let children: (Kept & { inputs: { spec?: { replicas?: number } } })[];

  beforeAll(() => {
    stack = new PulumiStack();
    planned = stack.previewed(fabric(held));
    brought = stack.up(fabric(held));
    state = stack.stateText;
    children = stack.resources.filter(({ urn }) => urn.includes("isthmus:index:Fabric$")) as typeof children;
  }, 10 * minutes);

  /** The distinct values of a field of the children. */
  const values = <T>(of: (child: Kept) => T): T[] => [...new Set(children.map(of))];

  it("previews what an unknown address touches as unknown, and no stand-in for it", () => {
    const touched = planned.filter(({ newState }) => JSON.stringify(newState?.inputs ?? {}).includes(unknown));
    // ConfigMaps wait for certificates in any case; plain objects show only what is late
    const names = touched.map(({ urn }) => nameOf(urn));
    expect(names).toContain("crossing-shop-egress-config");
    expect(names).not.toContain("crossing-edge-deployment");
    expect(JSON.stringify(planned)).not.toMatch(/later-0\.invalid|198\.18\./);
  });

  it("brings them up", () => {
    expect(brought.ok ? "" : brought.text).toBe("");
    expect(children.length).toBeGreaterThan(20);
  });

  it("protects, retains and ties every child", () => {
    expect(values(({ protect }) => protect)).toEqual([true]);
    expect(values(({ retainOnDelete }) => retainOnDelete)).toEqual([true]);
    expect(values(({ deletedWith = "" }) => nameOf(deletedWith))).toEqual(["anchor"]);
  });

  it("gives every Kubernetes child the provider", () => {
    const objects = children.filter(({ type }) => type.startsWith("kubernetes:"));
    expect([...new Set(objects.map(({ provider = "" }) => nameOf(provider)))]).toEqual(["rendered"]);
  });

  it("passes every Deployment through the transforms", () => {
    const deployments = children.filter(({ urn }) => kindOf(urn) === "Deployment");
    expect(deployments.map(({ inputs }) => inputs.spec?.replicas)).toEqual([7, 7]);
  });

  it("keeps a secret annotation out of state and output", () => {
    expect(state).toContain("example.com/token");
    expect(state).not.toContain("hidden-token");
    expect(stack.shown.join()).not.toContain("hidden-token");
  });

  it.each([
    ["a second run", fabric(held)],
    ["a rename with an alias", fabric(`${held} aliases: [{ name: "crossing" }]`, { name: "renamed" })],
  ])(
    "finds nothing to do in %s",
    (_, program) => {
      const { ok, text } = stack.preview(program, "--expect-no-changes");
      expect(ok ? "" : text).toBe("");
    },
    5 * minutes,
  );

  it(
    "refuses a rename without an alias, which would delete what is protected",
    () => {
      const { ok, text } = stack.preview(fabric(held, { name: "renamed" }));
      expect(ok).toBe(false);
      expect(text).toContain("crossing-edge-deployment");
      expect(text).toContain("it is protected");
    },
    5 * minutes,
  );

  it.each([
    [
      "a plain value",
      "design.routes.charge.port = 0;",
      ["at routes.charge.port (schema.range)", "0 does not fit: a port is 1-65535", "choose one of them"],
    ],
    [
      "a secret output",
      'design.meshGateways.edge.address.host = pulumi.secret("Hidden 2");',
      [
        "at meshGateways.edge.address.host (schema.rule)",
        "it is a secret, so it is not shown",
        "write it in lower case",
      ],
    ],
  ])(
    "says of %s that does not fit where it stands, the rule and what to do, and shows no secret",
    (_, before, said) => {
      const { ok, text } = stack.preview(fabric(held, { before }));
      expect(ok).toBe(false);
      for (const part of said) expect(text).toContain(part);
      expect(text).not.toMatch(/[Hh]idden/);
    },
    5 * minutes,
  );
}
