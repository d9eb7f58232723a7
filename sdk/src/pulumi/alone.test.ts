import { beforeAll, describe, expect, it } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import { shopAndPayments } from "../fabric/testing/fabrics.js";
import type { Problem } from "../model/problem.js";
import { Fabric } from "./fabric.js";
import { FabricError } from "./fabric-error.js";
import { MeshGateway } from "./mesh-gateway.js";
import { alone, type Component } from "./testing/alone.js";
import { inClear, mockPulumi, opened, registeredBy, valueOf } from "./testing/mocked.js";

beforeAll(mockPulumi);

/** The Kubernetes objects of a component, without the names of certificates, which follow from the component's. */
async function objectsOf(make: (opts: pulumi.ComponentResourceOptions) => Component): Promise<string[]> {
  const registered = await registeredBy(make);
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) =>
      JSON.stringify(opened(inputs)).replace(/(?:CERT|KEY)\([\w-]+\)|"(?:Q0VSV|S0VZK)[^"]*"/g, "MATERIAL"),
    )
    .sort();
}

/** The problems for which nothing is made. */
function refused(make: () => Component): Problem[] {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(FabricError);
    return (error as FabricError).problems;
  }
  return [];
}

describe.each(Object.entries(alone))("%s alone", (kind, make) => {
  it("is the Fabric of what it stands on", async () => {
    const fabric = await objectsOf((opts) => new Fabric("crossing", shopAndPayments(), opts));
    expect(await objectsOf(make)).toEqual(fabric);
  });

  it("answers who may reach what", async () => {
    const component = make({});
    expect(Object.keys(await valueOf(component.connectivity))).toEqual([
      "shop/web/checkout -> edge: POST payments.mesh:8443/charges/**",
    ]);
  });

  it("is a component of its own type, with every resource named after it", async () => {
    const [component, ...children] = await registeredBy(make);
    expect(component?.type).toBe(`isthmus:index:${kind}`);
    for (const { name } of children) expect(name.startsWith(`${component?.name}-`)).toBe(true);
  });

  it("keeps kubeconfigs among its inputs secret", async () => {
    const clusters = { east: { kubeconfig: "the kubeconfig" } };
    const registered = await registeredBy((opts) => make(opts, { clusters }));
    expect(JSON.stringify(registered.map(({ inputs }) => opened(inputs)))).toContain("the kubeconfig");
    expect(JSON.stringify(registered.map(({ inputs }) => inClear(inputs)))).not.toContain("the kubeconfig");
  });

  it("throws every problem of what it stands on", () => {
    expect(() => make({}, { meshes: {} })).toThrow(FabricError);
  });
});

describe("MeshGateway alone", () => {
  it.each([
    [null, "meshGateways.edge"],
    [undefined, "meshGateways.edge"],
    ["a text", "meshGateways.edge"],
    [{ fabric: null }, ""],
    [{ fabric: "a text" }, ""],
  ])("of %j is refused as no object", (args, path) => {
    const problems = refused(() => new MeshGateway("edge", args as never));
    expect(problems).toMatchObject([{ code: "schema.type", path, hint: "write an object" }]);
  });

  it("holds its own objects as its own children", async () => {
    const registered = await registeredBy((opts) => alone["MeshGateway"]?.(opts) as Component);
    const [component] = registered;
    const deployment = registered.find(({ name }) => name === "edge-deployment");
    expect(deployment?.opts.parent).toBe(component?.resource);
  });
});
