import { beforeAll, describe, expect, it } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import { blocks, e1, exampleVpcs, r1 } from "../fabric/testing/vpcs.js";
import { Expose } from "./expose.js";
import { Fabric } from "./fabric.js";
import { FabricError } from "./fabric-error.js";
import { Peering } from "./peering.js";
import { Route } from "./route.js";
import { mockPulumi, registeredBy, valueOf } from "./testing/mocked.js";

beforeAll(mockPulumi);

const { vpc1, vpc2 } = exampleVpcs();
if (vpc1 === undefined || vpc2 === undefined) throw new Error("the examples have these VPCs");
const vpcs = { vpc1, vpc2 };
const parties = [
  { vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") },
  { vpc: "vpc2", ips: blocks("10.2.1.0/24") },
];

type Component = pulumi.ComponentResource & { connectivity: pulumi.Output<object> };

/** Components that work alone, each with all that it stands on, and what they let pass. */
const alone: Record<string, [(opts: pulumi.ComponentResourceOptions) => Component, string[]]> = {
  Expose: [
    (opts) => new Expose("e1", { ...e1(), fabric: { vpcs, routes: { r1: r1() } } }, opts),
    ["vpc2/10.2.1.0/24 -> nat: any 192.168.1.0/24"],
  ],
  Route: [
    (opts) => new Route("r1", { ...r1(), fabric: { vpcs, exposes: { e1: e1() } } }, opts),
    ["vpc2/10.2.1.0/24 -> nat: any 192.168.1.0/24"],
  ],
  Peering: [
    (opts) => new Peering("peering", { vpcs: parties, fabric: { vpcs } }, opts),
    [
      "vpc1/10.1.1.0/24 -> nat: any 10.2.1.0/24 where seen as 192.168.1.0/24",
      "vpc2/10.2.1.0/24 -> nat: any 192.168.1.0/24",
    ],
  ],
};

const gatewayKinds = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:core/v1:Namespace",
  "kubernetes:core/v1:ServiceAccount",
  "kubernetes:policy/v1:PodDisruptionBudget",
  "kubernetes:rbac.authorization.k8s.io/v1:Role",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
];

describe.each(Object.entries(alone))("%s of VPCs alone", (kind, [make, rows]) => {
  it("brings the gateway between them, below itself", async () => {
    const [component, ...children] = await registeredBy(make);
    expect(component?.type).toBe(`isthmus:index:${kind}`);
    expect([...new Set(children.map(({ type }) => type))].sort()).toEqual(gatewayKinds);
    for (const { opts } of children) expect(opts.parent).toBe(component?.resource);
  });

  it("says who may reach what", async () => {
    expect(Object.keys(await valueOf(make({}).connectivity))).toEqual(rows);
  });
});

describe("a Fabric of VPCs", () => {
  it("holds a gateway that is declared as a component of its own", async () => {
    const registered = await registeredBy(
      (opts) =>
        new Fabric(
          "f",
          { vpcs, natGateways: { nat: { replicas: 1 } }, exposes: { e1: e1() }, routes: { r1: r1() } },
          opts,
        ),
    );
    const gateway = registered.find(({ type }) => type === "isthmus:index:NatGateway");
    const deployment = registered.find(({ type }) => type === "kubernetes:apps/v1:Deployment");
    expect(gateway?.name).toBe("f-nat");
    expect(deployment?.opts.parent).toBe(gateway?.resource);
  });

  it("throws all problems of its VPCs before any resource is there", () => {
    const make = (): Fabric =>
      new Fabric("f", { vpcs, exposes: { e1: e1({ as: blocks("192.168.1.0/25") }) }, routes: { r1: r1() } });
    expect(make).toThrow(FabricError);
    expect(make).toThrow(/expose\.size-mismatch/);
  });
});
