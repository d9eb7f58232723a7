import { describe, expect, it } from "@jest/globals";
import { foundWith, problemsWith } from "./testing/problems.js";

const http = (match: object) => ({ "crossMeshPermissions.checkoutMayCharge.http": [match] });

describe("regular expressions", () => {
  it("are taken where RE2 takes them", () => {
    const match = { path: { regex: "/a/[0-9]+" }, headers: [{ name: "x-team", regex: "a|b" }] };
    expect(foundWith(http(match))).toEqual([]);
  });

  it("are refused with RE2's own reason", () => {
    expect(problemsWith(http({ path: { regex: "/(?=a)" } }))).toMatchObject([
      {
        code: "regex.invalid",
        path: "crossMeshPermissions.checkoutMayCharge.http[0].path.regex",
        message: expect.stringContaining("invalid or unsupported Perl syntax: `(?=`"),
        hint: expect.stringContaining("RE2"),
      },
    ]);
  });

  it("are looked at wherever they stand", () => {
    const wrong = { regex: "(" };
    const match = { headers: [{ name: "a", ...wrong }], query: [{ name: "b", ...wrong }], path: wrong };
    const changes = { ...http(match), "exposes.charges.path": wrong, "routes.charge.rules": [{ match }] };
    expect(foundWith(changes)).toEqual(
      [
        "crossMeshPermissions.checkoutMayCharge.http[0].headers[0].regex",
        "crossMeshPermissions.checkoutMayCharge.http[0].path.regex",
        "crossMeshPermissions.checkoutMayCharge.http[0].query[0].regex",
        "exposes.charges.path.regex",
        "routes.charge.rules[0].match.headers[0].regex",
        "routes.charge.rules[0].match.path.regex",
        "routes.charge.rules[0].match.query[0].regex",
      ].map((path) => `regex.invalid at ${path}`),
    );
  });
});
