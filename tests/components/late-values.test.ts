import { describe, expect, it, jest } from "@jest/globals";
import { shopAndPayments } from "../../sdk/src/fabric/testing/fabrics.js";
import { changesOf, ComponentStack, nameOf } from "./component-stack.js";

jest.setTimeout(120_000);

const design = JSON.stringify(shopAndPayments());

/** The design's Fabric over two clusters, with this in its gateway, written as code. */
const withGateway = (fields: string, before = ""): string => `
const anchor = new kubernetes.core.v1.ConfigMap("anchor", { metadata: { name: "anchor" } });
const design = ${design};
design.clusters = { east: {}, west: {} };
design.meshes.shop.cluster = "east";
design.meshes.payments.cluster = "west";
${before}
Object.assign(design.meshGateways.edge, ${fields});
new isthmus.Fabric("crossing", design);
`;

/** Known only after up, since it holds the id of a new object. */
const later = `{
  address: { host: anchor.id.apply((id) => id.replace("/", "-") + ".example"), port: anchor.id.apply((id) => 4000 + id.length) },
  image: pulumi.interpolate\`registry.example/\${anchor.id}/envoy:1\`,
  service: { annotations: { "example.com/anchor": anchor.id } },
  resources: { limits: { memory: anchor.id.apply((id) => id.length + "Mi") } },
}`;

describe("outputs in a gateway's address, image, annotations and resources", () => {
  it("may be unknown in a preview, which says so of what they touch and of nothing else", async () => {
    const stack = new ComponentStack();
    const { verdict, problems, steps } = await stack.preview(withGateway(later));
    expect({ verdict, problems }).toEqual({ verdict: "ok", problems: [] });
    const unknown = steps.filter(({ inputs }) => JSON.stringify(inputs).includes("[unknown]"));
    // ConfigMaps wait for certificates in any case
    const objects = unknown.filter(({ type }) => /:(?:Deployment|Service|Namespace|NetworkPolicy)$/.test(type));
    expect(objects.map(({ urn }) => nameOf(urn)).sort()).toEqual([
      "crossing-edge-deployment",
      "crossing-edge-service",
      "crossing-shop-egress-network-policy", // lets out to the address's port
    ]);
    expect(JSON.stringify(steps)).not.toMatch(/later-0\.invalid|198\.18\./);
  });

  it("come to be what they are, and a second run finds nothing to do", async () => {
    const stack = new ComponentStack();
    const { verdict } = await stack.up(withGateway(later));
    expect(verdict).toBe("ok");
    const text = (kind: string, id: string): string => JSON.stringify(stack.cluster.find(kind, id));
    expect(text("ConfigMap", "isthmus-shop/shop-egress-envoy")).toContain("default-anchor.example");
    expect(text("ConfigMap", "isthmus-shop/shop-egress-envoy")).toContain("4014");
    expect(text("Deployment", "isthmus-payments/edge")).toContain("registry.example/default/anchor/envoy:1");
    expect(text("Deployment", "isthmus-payments/edge")).toContain("14Mi");
    expect(text("Service", "isthmus-payments/edge")).toContain('"example.com/anchor":"default/anchor"');
    expect([...stack.cluster.objects.values()].map((object) => JSON.stringify(object)).join()).not.toContain("later");
    expect(changesOf(await stack.preview(withGateway(later)))).toEqual([]);
  });

  it("give the objects that the same plain values give", async () => {
    const plain = `{ address: { host: "192.0.2.7" }, image: "registry.example/envoy:1" }`;
    const outputs = `{ address: { host: pulumi.output("192.0.2.7") }, image: Promise.resolve("registry.example/envoy:1") }`;
    const stack = new ComponentStack();
    await stack.up(withGateway(plain));
    const changes = changesOf(await stack.preview(withGateway(outputs)));
    expect(changes).toEqual([]);
  });

  it.each([
    ["host", `{ address: { host: pulumi.output("Not A Host") } }`, "meshGateways.edge.address.host", '"Not A Host"'],
    [
      "host of another stack that is not there",
      `{ address: { host: pulumi.output(undefined) } }`,
      "meshGateways.edge.address.host",
      "host is missing",
    ],
    [
      "port",
      `{ address: { host: "a.example", port: pulumi.output(70000) } }`,
      "meshGateways.edge.address.port",
      "70000",
    ],
    [
      "annotation",
      `{ address: { host: "a.example" }, service: { annotations: { a: pulumi.output(7) } } }`,
      "meshGateways.edge.service.annotations.a",
      "7",
    ],
  ])("are checked when they are known: %s", async (_, fields, path, said) => {
    const { verdict, problems } = await new ComponentStack().preview(withGateway(fields));
    expect(verdict).toBe("problems");
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.message).toContain(said);
  });

  it("stay secret in state, events and outcome if they are", async () => {
    const stack = new ComponentStack();
    const secret = (value: string): string => `pulumi.secret(${JSON.stringify(value)})`;
    const fields = (
      host: string,
    ): string => `{ address: { host: ${secret(host)} }, image: ${secret("hidden.example/envoy:1")},
      service: { annotations: { "example.com/token": ${secret("hidden-token")} } } }`;
    const first = await stack.up(withGateway(fields("hidden.example")));
    const second = await stack.up(withGateway(fields("hidden-too.example")));
    expect([first.verdict, second.verdict]).toEqual(["ok", "ok"]);
    expect(changesOf(second)).toContain("update ConfigMap crossing-shop-egress-config");
    expect(JSON.stringify(stack.cluster.find("Service", "isthmus-payments/edge"))).toContain("hidden-token");
    for (const text of [stack.stateText, stack.shown.join(), JSON.stringify([first, second])])
      expect(text).not.toContain("hidden");
  });

  it("are not shown by a problem if they are secret", async () => {
    const stack = new ComponentStack();
    const outcome = await stack.preview(withGateway(`{ address: { host: pulumi.secret("Hunter 2") } }`));
    expect(outcome.problems).toMatchObject([{ path: "meshGateways.edge.address.host" }]);
    expect(JSON.stringify([outcome, stack.shown])).not.toContain("Hunter");
  });
});

describe("outputs elsewhere", () => {
  it.each([
    ["how many pods", "design.meshGateways.edge.replicas = pulumi.output(3);", "meshGateways.edge.replicas"],
    [
      "a list's entry",
      "design.crossMeshPermissions.checkoutMayCharge.from[0].namespace = pulumi.output('web');",
      "crossMeshPermissions.checkoutMayCharge.from[0].namespace",
    ],
    [
      "a whole address",
      "design.meshGateways.edge.address = pulumi.output({ host: 'a.example' });",
      "meshGateways.edge.address",
    ],
    ["a secret", "design.routes.charge.hostname = pulumi.secret('hunter2.example');", "routes.charge.hostname"],
  ])("are refused, with their path and a way out: %s", async (_, before, path) => {
    const stack = new ComponentStack();
    const reached = "design.meshGateways.edge.address = { host: 'edge.example' };";
    const outcome = await stack.preview(withGateway("{}", reached + before));
    expect(outcome.problems).toMatchObject([{ code: "input.not-plain", path }]);
    expect(outcome.problems[0]?.hint).toContain("pass a plain value");
    expect(JSON.stringify([outcome, stack.shown])).not.toContain("hunter2");
  });
});
