import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PathMatch } from "../model/http-match.js";
import { covers, describePath, includes, pathOverlap } from "./path-overlap.js";

/** Every path of up to three segments of `a`, `ab` and nothing, which is where segments and prefixes differ. */
const segments = ["a", "ab", ""];
const paths = ["/", ...[1, 2, 3].flatMap((depth) => pathsOf(depth))];

function pathsOf(depth: number): string[] {
  return depth === 0 ? [""] : pathsOf(depth - 1).flatMap((path) => segments.map((segment) => `${path}/${segment}`));
}

const prefixes = ["/", "/a", "/ab", "/a/a", "/a/ab", "/ab/a"];
const conditions: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom(...prefixes).map((prefix) => ({ prefix })),
  fc.constantFrom(...prefixes, "/a/", "/a/ab/").map((exact) => ({ exact })),
);

describe("pathOverlap", () => {
  it("takes exactly the paths that both conditions take", () => {
    fc.assert(
      fc.property(conditions, conditions, (a, b) => {
        const overlap = pathOverlap(a, b);
        for (const path of paths) {
          const isInBoth = covers(a, path) && covers(b, path);
          expect([path, overlap !== undefined && covers(overlap, path)]).toEqual([path, isInBoth]);
        }
      }),
    );
  });

  it("does not depend on the order of the conditions", () => {
    fc.assert(fc.property(conditions, conditions, (a, b) => expect(pathOverlap(a, b)).toEqual(pathOverlap(b, a))));
  });

  it("takes what is left out for every path", () => {
    expect(pathOverlap()).toEqual({ prefix: "/" });
    expect(pathOverlap({ exact: "/a" }, undefined)).toEqual({ exact: "/a" });
    expect(pathOverlap(undefined, { prefix: "/a" })).toEqual({ prefix: "/a" });
  });

  it("keeps a regular expression whole", () => {
    expect(pathOverlap({ regex: "/a.*" }, { prefix: "/b" })).toEqual({ regex: "/a.*" });
    expect(pathOverlap({ exact: "/b" }, { regex: "/a.*" })).toEqual({ regex: "/a.*" });
  });
});

describe("includes", () => {
  it("holds where every path of the inner condition is one of the outer", () => {
    fc.assert(
      fc.property(conditions, conditions, (outer, inner) => {
        const isWithin = paths.every((path) => !covers(inner, path) || covers(outer, path));
        expect(includes(outer, inner)).toBe(isWithin);
      }),
    );
  });

  it("knows of a regular expression only that every path takes it, and that it is itself", () => {
    expect(includes({ prefix: "/" }, { regex: "/a" })).toBe(true);
    expect(includes({ prefix: "/a" }, { regex: "/a" })).toBe(false);
    expect(includes({ exact: "/a" }, { regex: "/a" })).toBe(false);
    expect(includes({ regex: "/a" }, { regex: "/a" })).toBe(true);
    expect(includes({ regex: "/a" }, { exact: "/a" })).toBe(false);
  });
});

describe("covers", () => {
  it("takes whole segments of a prefix", () => {
    expect(["/a", "/a/", "/a/b"].filter((path) => covers({ prefix: "/a" }, path))).toHaveLength(3);
    expect(["/", "/ab", "/b/a", "/A"].filter((path) => covers({ prefix: "/a" }, path))).toEqual([]);
  });

  it("takes an exact path alone", () => {
    expect(["/a", "/a/", "/a/b", "/ab"].filter((path) => covers({ exact: "/a" }, path))).toEqual(["/a"]);
  });
});

describe("describePath", () => {
  it("reads as a person writes it", () => {
    const written = [{ exact: "/a" }, { prefix: "/a" }, { prefix: "/" }, {}, { regex: "/a|/b" }].map(describePath);
    expect(written).toEqual(["/a", "/a/**", "/**", "/**", "~/a|/b"]);
  });
});
