import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { mayCover } from "./path-readings.js";
import { isUnclearToken } from "./token.js";

describe("a deny rule's path", () => {
  it.each([
    [{ prefix: "/a@b" }, "/a%40b/c"],
    [{ exact: "/a/17:cancel" }, "/a/17%3Acancel"],
    [{ exact: "/caf%C3%A9" }, "/caf%c3%a9"],
    [{ regex: "/[0-9]+:cancel" }, "/17%3acancel"],
    [{ regex: "/ab*(?:%40|@)" }, "/a%40"],
    [{ regex: "/a@|/b@" }, "/b%40"],
    [{ regex: "/x?@" }, "/%40"],
  ])("%j may be %s", (match, path) => expect(mayCover(match, path)).toBe(true));

  it.each([
    [{ prefix: "/admin" }, "/a%40b"],
    [{ prefix: "/a@b" }, "/a/b"],
    [{ regex: "/[0-9]+:cancel" }, "/a%20b"],
    [{ regex: "/orders/[0-9]+:cancel" }, "/people/a%40b"],
    [{ exact: "/caf%C3%A9" }, "/caf%C3%89"],
  ])("%j is never %s", (match, path) => expect(mayCover(match, path)).toBe(false));

  it("is found however its characters are escaped", () => {
    const characters = [..."ab1!$&'()*+,;=:@"];
    const written = fc.record({
      character: fc.constantFrom(...characters),
      how: fc.constantFrom("plain", "%3A", "%3a"),
    });
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 8 }), (parts) => {
        const sent = parts.map(({ character, how }) => {
          const code = character.charCodeAt(0).toString(16);
          if (how === "plain" || /[ab1]/.test(character)) return character;
          return `%${how === "%3A" ? code.toUpperCase() : code}`;
        });
        const exact = `/${parts.map(({ character }) => character).join("")}`;
        expect(mayCover({ exact }, `/${sent.join("")}`)).toBe(true);
      }),
    );
  });
});

describe("a token", () => {
  it.each([[["Bearer a.b.c"]], [["Basic eDp5"]], [[]]])("is clear in %j", (values) =>
    expect(isUnclearToken(values)).toBe(false),
  );

  it.each([
    [["bearer a.b.c"]],
    [["Bearer a.b.c", "Bearer d.e.f"]],
    [["Basic eDp5", "Bearer a.b.c"]],
    [["Basic eDp5, Bearer a.b.c"]],
    [["BEARER d.e.f, Bearer a.b.c"]],
  ])("is unclear in %j", (values) => expect(isUnclearToken(values)).toBe(true));
});
