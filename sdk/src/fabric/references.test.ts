import { describe, expect, it } from "@jest/globals";
import { foundWith, problemsOf, problemsWith } from "./testing/problems.js";

describe("a name that a declaration mentions", () => {
  it.each([
    ["meshes.shop.cluster", "cluster"],
    ["meshes.shop.target.managementCluster", "cluster"],
    ["meshGateways.edge.mesh", "mesh"],
    ["crossMeshPermissions.checkoutMayCharge.gateway", "mesh gateway"],
    ["crossMeshPermissions.checkoutMayCharge.expose", "Expose"],
    ["exposes.charges.gateway", "mesh gateway"],
    ["routes.charge.from.mesh", "mesh"],
    ["routes.charge.to.expose", "Expose"],
    ["routes.charge.via", "mesh gateway"],
  ])("at %s is that of a %s", (path, noun) => {
    expect(problemsWith({ [path]: "nobody" })).toEqual([
      expect.objectContaining({ code: "reference.unknown", path, message: `no ${noun} is named "nobody"` }),
    ]);
  });

  it.each([
    ["crossMeshPermissions.checkoutMayCharge.from", [{ mesh: "nobody" }], "[0].mesh"],
    [
      "crossMeshPermissions.checkoutMayCharge.from",
      [{ mesh: "*" }, { externalGateway: "nobody" }],
      "[1].externalGateway",
    ],
    ["routes.charge.to", { externalGateway: "nobody" }, ".externalGateway"],
    ["routes.charge.to", { weighted: [{ expose: "nobody", weight: 1 }] }, ".weighted[0].expose"],
    ["routes.charge.failover", ["nobody"], "[0]"],
    ["routes.charge.mirror", { expose: "nobody" }, ".expose"],
    ["routes.charge.rules", [{ expose: "nobody" }], "[0].expose"],
    ["routes.charge.rules", [{ weighted: [{ expose: "nobody", weight: 1 }] }], "[0].weighted[0].expose"],
    ["routes.charge.rules", [{ failover: ["nobody"] }], "[0].failover[0]"],
    ["routes.charge.rules", [{ mirror: { expose: "nobody" } }], "[0].mirror.expose"],
    ["externalGateways.partner", { addresses: ["a"], trusts: ["nobody"] }, ".trusts[0]"],
    ["externalGateways.partner", { addresses: ["a"], trustedBy: ["nobody"] }, ".trustedBy[0]"],
  ])("is found in %s: %j", (path, value, rest) => {
    expect(foundWith({ [path]: value })).toEqual([`reference.unknown at ${path}${rest}`]);
  });

  it("of a VPC is found on its side too", () => {
    const vpc = { cidrs: ["10.0.0.0/8"], target: { kind: "standalone" }, cluster: "nowhere" };
    const found = problemsOf({
      vpcs: { a: vpc },
      exposes: { offer: { vpc: "b" } },
      routes: { use: { from: { vpc: "b" }, to: { expose: "offer" } } },
      peerings: { both: { vpcs: [{ vpc: "a" }, { vpc: "b" }] } },
    }).map(({ path }) => path);
    expect(found).toEqual(["exposes.offer.vpc", "peerings.both.vpcs[1].vpc", "routes.use.from.vpc", "vpcs.a.cluster"]);
  });

  it("may be that of a declaration with problems of its own", () => {
    expect(
      foundWith({
        "meshes.shop.trustDomain": "SHOP",
        "meshGateways.edge.replicas": 0,
        "exposes.charges.service": undefined,
      }),
    ).toEqual([
      "schema.rule at exposes.charges.service",
      "schema.range at meshGateways.edge.replicas",
      "schema.rule at meshes.shop.trustDomain",
    ]);
  });

  it("comes with the one that is near", () => {
    expect(problemsWith({ "routes.charge.to.expose": "charge" })[0]?.hint).toBe('did you mean "charges"?');
  });

  it("comes with those there are", () => {
    expect(problemsWith({ "routes.charge.from.mesh": "ledger" })[0]?.hint).toBe(
      "declare it under meshes, or use one of payments, shop",
    );
  });

  it("comes with the place to declare it", () => {
    expect(problemsWith({ "meshes.shop.cluster": "east" })[0]?.hint).toBe("declare it under clusters");
  });
});

describe("tags that a permission asks for", () => {
  const asked = {
    "crossMeshPermissions.checkoutMayCharge.gateway": undefined,
    "crossMeshPermissions.checkoutMayCharge.gatewayTags": { tier: "edge", team: "pay" },
  };

  it("are those of a gateway", () => {
    expect(problemsWith({ ...asked, "meshGateways.edge.tags": { tier: "edge", team: "pay", zone: "a" } })).toEqual([]);
  });

  it("are refused where no gateway has them all", () => {
    expect(problemsWith({ ...asked, "meshGateways.edge.tags": { tier: "edge" } })).toEqual([
      {
        code: "reference.unknown",
        path: "crossMeshPermissions.checkoutMayCharge.gatewayTags",
        message: "no mesh gateway has the tags team=pay, tier=edge",
        hint: "add them to the tags of a gateway, or name the gateway",
      },
    ]);
  });

  it("may be those of a gateway with problems of its own", () => {
    expect(foundWith({ ...asked, "meshGateways.edge.replicas": 0 })).toEqual([
      "schema.range at meshGateways.edge.replicas",
    ]);
  });
});
