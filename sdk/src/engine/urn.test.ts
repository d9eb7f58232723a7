import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { packageOf, parseProviderReference, parseUrn, urnOf } from "./urn.js";

const stack = { stack: "dev", project: "shop" };
const root = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

describe("a URN", () => {
  it("has no stack in its chain of types", () => {
    expect(urnOf(stack, "isthmus:index:Fabric", "f", root)).toBe("urn:pulumi:dev::shop::isthmus:index:Fabric::f");
  });

  it("has the types of all its ancestors", () => {
    const fabric = urnOf(stack, "isthmus:index:Fabric", "f", root);
    const gateway = urnOf(stack, "isthmus:index:MeshGateway", "g", fabric);
    expect(urnOf(stack, "kubernetes:core/v1:Secret", "s", gateway)).toBe(
      "urn:pulumi:dev::shop::isthmus:index:Fabric$isthmus:index:MeshGateway$kubernetes:core/v1:Secret::s",
    );
  });

  it("has no chain without a parent", () => {
    expect(urnOf(stack, "pulumi:pulumi:Stack", "shop-dev")).toBe(root);
  });

  it("gives back the name, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        expect(parseUrn(urnOf(stack, "a:b:C", name, root))).toMatchObject({ ...stack, type: "a:b:C", name });
      }),
    );
  });

  it("is refused where it is none", () => {
    expect(() => parseUrn("shop")).toThrow('"shop" is not a Pulumi URN');
  });
});

it("a provider reference is a URN and an id", () => {
  expect(parseProviderReference(`${root}::1234`)).toEqual({ urn: root, id: "1234" });
});

it("a provider belongs to the package that it serves", () => {
  expect([packageOf("kubernetes:core/v1:Secret"), packageOf("pulumi:providers:kubernetes")]).toEqual([
    "kubernetes",
    "kubernetes",
  ]);
});
