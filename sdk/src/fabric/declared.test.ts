import { describe, expect, it } from "@jest/globals";
import { readDeclared } from "./declared.js";
import { fabricWith, foundWith, problemsOf } from "./testing/problems.js";

describe("what is declared", () => {
  it("is there without what does not fit", () => {
    const { spec, names } = readDeclared(fabricWith({ "meshes.shop.trustDomain": "SHOP" }));
    expect(Object.keys(spec.meshes)).toEqual(["payments"]);
    expect([...names.meshes]).toEqual(["payments", "shop"]);
  });

  it("is looked at further where something else does not fit", () => {
    expect(foundWith({ "meshes.shop.trustDomain": "SHOP", "routes.charge.to.expose": "refunds" })).toEqual([
      "schema.rule at meshes.shop.trustDomain",
      "reference.unknown at routes.charge.to.expose",
    ]);
  });

  it("may be undefined, which is not declared", () => {
    expect(problemsOf({ meshes: { shop: undefined }, routes: undefined })).toEqual([]);
  });

  it.each([null, [], "a", 5])("is refused once where a record is %j", (meshes) => {
    expect(problemsOf({ meshes })).toEqual([expect.objectContaining({ code: "schema.type", path: "meshes" })]);
  });

  it("is refused where it is a Map, which no schema reads", () => {
    expect(problemsOf({ meshes: new Map([["shop", {}]]) })).toEqual([
      expect.objectContaining({ code: "schema.type", path: "meshes" }),
    ]);
  });

  it.each([null, undefined, [], "a", 5])("is refused once where the Fabric is %j", (input) => {
    expect(problemsOf(input)).toEqual([expect.objectContaining({ path: "" })]);
  });

  it("is found by no name that every object has", () => {
    expect(
      foundWith({
        "exposes.charges.gateway": "constructor",
        "routes.charge.via": "toString",
        "crossMeshPermissions.checkoutMayCharge.listener": "valueOf",
      }),
    ).toEqual([
      "reference.unknown at crossMeshPermissions.checkoutMayCharge.listener",
      "reference.unknown at exposes.charges.gateway",
      "reference.unknown at routes.charge.via",
    ]);
  });
});
