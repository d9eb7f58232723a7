import { describe, expect, it } from "@jest/globals";
import { fitsRegex, regexRefusal } from "./regex.js";

describe("regexRefusal", () => {
  it.each([
    "/a/[0-9]+",
    "a|b",
    "(?i)abc",
    "[^/]+",
    "[$^]",
    "\\$5",
    "\\^",
    "\\Qa$b\\E",
    "[]^]x",
    "[[:alpha:]$]",
    "\\bx",
    "/\\x{ff}",
    "/\\377",
    "/\\\\x{100}",
    "/\\Q\\x{100}\\E",
    "/\\Q\\x{100}",
    "/\\pL",
    "/x{100}",
  ])("takes %s", (regex) => {
    expect(regexRefusal(regex)).toBeUndefined();
  });

  it.each([
    ["(a", "missing closing ): `(a`"],
    ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
    ["(a)\\1", "invalid escape sequence: `\\1`"],
    ["a{2000}", "invalid repeat count: `{2000}`"],
    ["a**", "invalid nested repetition operator: `**`"],
    ["^/a", "anchor"],
    ["/a$", "anchor"],
    ["(?:^a)", "anchor"],
    ["\\Aa", "anchor"],
    ["a\\\\$", "anchor"],
    ["[a]$", "anchor"],
    ["a\\\\Q^", "anchor"],
    ["[\\\\]$[a]", "anchor"],
    ["/ä", "not ASCII"],
    ["/\\x{100}", '"\\x{100}" is no single byte'],
    ["/[\\x{0100}-\\x{2fF}]", '"\\x{0100}" is no single byte'],
    ["/\\777", '"\\777" is no single byte'],
    ["/\\Qa\\E\\x{10FFFF}", "is no single byte"],
    ["[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}", "steps"],
  ])("refuses %s and says why", (regex, reason) => {
    expect(regexRefusal(regex)).toContain(reason);
  });
});

describe("fitsRegex", () => {
  it("takes whole values only", () => {
    expect(["/a", "/a/b", "x/a"].map((value) => fitsRegex("/a|/b", value))).toEqual([true, false, false]);
  });
});
