import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../fabric/check.js";
import { shopAndPayments } from "../fabric/testing/fabrics.js";
import { fabricWith } from "../fabric/testing/problems.js";
import { ProblemsError } from "../model/problem.js";
import { targetRules } from "./availability.js";
import { planFabric } from "./plan.js";

const foundWith = (changes: Record<string, unknown>): string[] =>
  (checkFabric("test", fabricWith(changes), targetRules).problems ?? []).map(({ code, path }) => `${code} at ${path}`);

describe("what this release realises", () => {
  it.each(["standalone", "istio", "gateway-api"])("is meshes on target %s", (kind) => {
    expect(foundWith({ "meshes.shop.target.kind": kind })).toEqual([]);
  });

  it("is VPCs on targets standalone and hedgehog", () => {
    const attached = { target: { kind: "standalone" }, attachment: { interface: "office" } };
    expect(foundWith({ "vpcs.office": { cidrs: ["10.0.0.0/16"], ...attached } })).toEqual([]);
    expect(foundWith({ "vpcs.office": { cidrs: ["10.0.0.0/16"], target: { kind: "hedgehog" } } })).toEqual([]);
  });

  it("is no external gateway", () => {
    expect(foundWith({ "externalGateways.partner": { addresses: ["partner.example"] } })).toEqual([
      "target.unavailable at externalGateways.partner",
    ]);
  });

  it("is told together with every other problem", () => {
    const found = foundWith({ "meshes.shop.target.version": "1", "routes.charge.to.expose": "gone" });
    expect(found).toEqual([
      "target.version at meshes.shop.target.version",
      "reference.unknown at routes.charge.to.expose",
    ]);
  });
});

describe("planFabric", () => {
  it("throws every problem at once, as data", () => {
    const plan = (): unknown =>
      planFabric("test", fabricWith({ "meshes.shop.target.version": "1", "routes.charge.port": 0 }));
    expect(plan).toThrow(ProblemsError);
    expect(plan).toThrow(/2 problems/);
  });

  it("says who reaches what beside the objects that make it so", () => {
    const { connectivity, objects, certificates } = planFabric("test", shopAndPayments());
    expect(Object.keys(connectivity)).toEqual(["shop/web/checkout -> edge: POST payments.mesh:8443/charges/**"]);
    expect(objects.length).toBeGreaterThan(0);
    expect(certificates.map(({ name }) => name)).toEqual([
      ...["root:payments", "issuer:payments", "root:shop", "issuer:shop"],
      ...["leaf:payments/isthmus-payments/edge/edge", "leaf:shop/isthmus-shop/shop-egress/shop-egress"],
    ]);
  });

  it("is empty for an empty Fabric", () => {
    expect(planFabric("test", {})).toMatchObject({ connectivity: {}, objects: [], certificates: [] });
  });
});
