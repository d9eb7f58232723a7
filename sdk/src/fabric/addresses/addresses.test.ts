import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressNumber, addressText, alignedRanges, cidrRange, cidrsOf, describeSet } from "./cidr.js";
import { clashes, pieces } from "./pieces.js";
import { difference, holding, intersection, overlapping, type Range, rangeSet, totalSize } from "./range.js";
import { alignedSegments, inverse, segmentsBetween, translate, translateRange } from "./segment.js";
import { specialUseOf, unicast } from "./special-use.js";

const range = (): fc.Arbitrary<Range> =>
  fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const set = (): fc.Arbitrary<Range[]> => fc.array(range(), { maxLength: 5 }).map(rangeSet);
const members = (ranges: Range[]): number[] =>
  Array.from({ length: 42 }, (_, n) => n).filter((n) => ranges.some(({ first, last }) => first <= n && n <= last));

describe("sets of addresses", () => {
  it("hold what any of their ranges holds, in ranges that do not touch", () => {
    fc.assert(
      fc.property(fc.array(range(), { maxLength: 6 }), (ranges) => {
        const merged = rangeSet(ranges);
        expect(members(merged)).toEqual(members(ranges));
        for (const [index, { first }] of merged.entries())
          expect(first).toBeGreaterThan((merged[index - 1]?.last ?? -2) + 1);
        expect(totalSize(merged)).toBe(members(ranges).length);
      }),
    );
  });

  it("are intersected and taken apart as sets are", () => {
    fc.assert(
      fc.property(set(), set(), (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(members(intersection(a, b))).toEqual(inA.filter((n) => inB.includes(n)));
        expect(members(difference(a, b))).toEqual(inA.filter((n) => !inB.includes(n)));
      }),
    );
  });

  it("are searched as a list is", () => {
    fc.assert(
      fc.property(set(), range(), fc.nat(41), (ranges, window, value) => {
        expect(holding(ranges, value)).toBe(ranges.find(({ first, last }) => first <= value && value <= last));
        expect(overlapping(ranges, window)).toEqual(
          ranges.filter(({ first, last }) => first <= window.last && window.first <= last),
        );
      }),
    );
  });
});

describe("CIDRs", () => {
  it("are read and written", () => {
    expect(cidrRange("10.1.0.0/16")).toEqual({ first: 0x0a010000, last: 0x0a01ffff });
    expect(cidrRange("255.255.255.255/32")).toEqual({ first: 0xffffffff, last: 0xffffffff });
    expect(addressText(addressNumber("192.168.1.200"))).toBe("192.168.1.200");
    expect(cidrsOf({ first: 0, last: 0xffffffff })).toEqual(["0.0.0.0/0"]);
    expect(
      describeSet([cidrRange("10.0.0.0/24"), { first: addressNumber("10.0.2.1"), last: addressNumber("10.0.2.2") }]),
    ).toBe("10.0.0.0/24, 10.0.2.1/32, 10.0.2.2/32");
  });

  it("cover a range exactly, aligned, in the fewest blocks", () => {
    fc.assert(
      fc.property(range(), ({ first, last }) => {
        const cover = alignedRanges(first, last);
        expect(members(cover)).toEqual(members([{ first, last }]));
        for (const block of cover) {
          const size = block.last - block.first + 1;
          expect(Math.log2(size) % 1).toBe(0);
          expect(block.first % size).toBe(0);
        }
        for (const [index, block] of cover.entries()) {
          const next = cover[index + 1];
          if (next === undefined) continue;
          const size = block.last - block.first + 1;
          const couldJoin = next.last - next.first + 1 === size && block.first % (2 * size) === 0;
          expect(couldJoin).toBe(false);
        }
      }),
    );
  });
});

describe("static NAT", () => {
  const pair = (): fc.Arbitrary<[Range[], Range[]]> =>
    fc.tuple(set(), set()).map(([a, b]) => {
      const size = Math.min(totalSize(a), totalSize(b));
      const cut = (ranges: Range[]): Range[] =>
        rangeSet(
          members(ranges)
            .slice(0, size)
            .map((n) => ({ first: n, last: n })),
        );
      return [cut(a), cut(b)];
    });

  it("pairs the nth address with the nth, and back", () => {
    fc.assert(
      fc.property(pair(), ([from, to]) => {
        const segments = segmentsBetween(from, to);
        for (const [index, address] of members(from).entries()) {
          const image = members(to)[index] ?? -1;
          expect(translate(segments, address)).toBe(image);
          expect(translate(inverse(segments), image)).toBe(address);
          expect(translate(alignedSegments(segments), address)).toBe(image);
        }
      }),
    );
  });

  it("translates a range to what its addresses become", () => {
    fc.assert(
      fc.property(pair(), range(), ([from, to], window) => {
        const segments = segmentsBetween(from, to);
        if (segments.length === 0) return;
        const inside = members(from).filter((n) => window.first <= n && n <= window.last);
        expect(members(translateRange(segments, window))).toEqual(
          inside.map((n) => translate(segments, n)).sort((a, b) => a - b),
        );
      }),
    );
  });

  it("is cut into pairs of CIDRs of one size", () => {
    const segments = segmentsBetween(
      [cidrRange("192.168.1.0/24")],
      [cidrRange("10.0.0.0/25"), cidrRange("10.0.1.128/25")],
    );
    expect(
      alignedSegments(segments).map(({ from, to, length }) => [addressText(from), addressText(to), length]),
    ).toEqual([
      ["192.168.1.0", "10.0.0.0", 128],
      ["192.168.1.128", "10.0.1.128", 128],
    ]);
  });
});

describe("pieces", () => {
  it("are disjoint, and each has exactly the ranges that hold all of it", () => {
    fc.assert(
      fc.property(fc.array(range(), { maxLength: 6 }), (ranges) => {
        const cut = pieces(ranges);
        expect(members(cut)).toEqual(members(ranges));
        for (const [index, piece] of cut.entries()) {
          expect(piece.first).toBeGreaterThan(cut[index - 1]?.last ?? -1);
          for (const n of members([piece]))
            expect(new Set(piece.covering)).toEqual(
              new Set(ranges.filter(({ first, last }) => first <= n && n <= last)),
            );
        }
      }),
    );
  });

  it("name the longest prefix last", () => {
    const [wide, narrow] = [cidrRange("10.0.0.0/8"), cidrRange("10.0.0.0/24")];
    expect(pieces([narrow, wide])[0]?.covering).toEqual([wide, narrow]);
  });
});

describe("clashes", () => {
  it("are found exactly where ranges of different owners overlap", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(range(), fc.nat(3)), { maxLength: 8 }), (owned) => {
        const ranges = owned.map(([{ first, last }, owner]) => ({ first, last, owner }));
        const found = [...clashes(ranges, ({ owner }) => owner)];
        const exist = ranges.some((a) =>
          ranges.some((b) => a.owner !== b.owner && a.first <= b.last && b.first <= a.last),
        );
        expect(found.length > 0).toBe(exist);
        for (const [a, b] of found) {
          expect(a.owner).not.toBe(b.owner);
          expect(a.first <= b.last && b.first <= a.last).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("special-use addresses", () => {
  it.each([
    ["127.0.0.0/30", "127.0.0.0/8"],
    ["169.254.1.1/32", "169.254.0.0/16"],
    ["192.0.0.0/2", "224.0.0.0/4"],
    ["0.0.0.0/0", "0.0.0.0/8"],
  ])("%s overlaps %s", (cidr, special) => {
    expect(specialUseOf(cidrRange(cidr))).toBe(special);
    expect(difference([cidrRange(cidr)], unicast)).not.toEqual([]);
  });

  it("leave the rest to hosts", () => {
    expect(specialUseOf(cidrRange("100.64.0.0/10"))).toBeUndefined();
    expect(difference([cidrRange("198.51.100.0/24")], unicast)).toEqual([]);
  });
});
