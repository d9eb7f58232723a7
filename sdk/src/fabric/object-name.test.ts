import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { labelSchema, nameSchema } from "../model/name.js";
import { objectName } from "./object-name.js";

/** Names as nameSchema takes them. */
const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,38}$/).filter((name) => nameSchema.safeParse(name).success);

describe("the name of an object", () => {
  it.each([
    ["edge", "edge"],
    ["checkoutMayCharge", "checkout-may-charge"],
    ["HTTPGateway", "http-gateway"],
    ["v2Api", "v2-api"],
    ["a--b", "a-b"],
    ["A-B", "a-b"],
  ])("of %s is %s", (name, expected) => {
    expect(objectName(name)).toBe(expected);
  });

  it("is a DNS label, but for its length", () => {
    fc.assert(fc.property(names, (name) => labelSchema.safeParse(objectName(name).slice(0, 40) + "x").success));
  });

  it("is its own name", () => {
    fc.assert(fc.property(names, (name) => objectName(objectName(name)) === objectName(name)));
  });

  it("keeps the letters and digits of the declaration", () => {
    fc.assert(
      fc.property(names, (name) => objectName(name).replaceAll("-", "") === name.replaceAll("-", "").toLowerCase()),
    );
  });
});
