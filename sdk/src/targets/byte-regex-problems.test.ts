import { expect, it } from "@jest/globals";
import { checkFabric } from "../fabric/check.js";
import { fabricWith } from "../fabric/testing/problems.js";
import { targetRules } from "./availability.js";

const foundWith = (changes: Record<string, unknown>): string[] =>
  (checkFabric("test", fabricWith(changes), targetRules).problems ?? []).map(({ code, path }) => `${code} at ${path}`);

const permission = "crossMeshPermissions.checkoutMayCharge.http";

it.each(["/\\x{ff}", "/\\377", "/\\\\x{100}", "/\\Q\\x{100}\\E", "/\\Q\\x{100}", "/\\pL", "/x{100}"])(
  "an expression of bytes is taken: %s",
  (regex) => {
    expect(foundWith({ [permission]: [{ path: { regex } }] })).toEqual([]);
  },
);

it.each(["/\\x{100}", "/[\\x{0100}-\\x{2fF}]", "/\\777", "/\\Qa\\E\\x{10FFFF}"])(
  "one with more than a byte, of which Envoy would refuse all, is not: %s",
  (regex) => {
    expect(foundWith({ [permission]: [{ path: { regex } }] })).toEqual([
      `regex.invalid at ${permission}[0].path.regex`,
    ]);
    expect(foundWith({ [permission]: [{ headers: [{ name: "x-a", regex }] }] })).toEqual([
      `regex.invalid at ${permission}[0].headers[0].regex`,
    ]);
    expect(foundWith({ "routes.charge.rules": [{ match: { query: [{ name: "a", regex }] } }] })).toEqual([
      "regex.invalid at routes.charge.rules[0].match.query[0].regex",
    ]);
  },
);
