import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { classIds, hex, passageIds, stableIds, vpcIds } from "./stable-ids.js";

describe("stable ids", () => {
  it("are those of their keys, whatever the order", () => {
    const keys = ["vpc1", "vpc2", "vpc3"];
    expect([...stableIds([...keys].reverse(), vpcIds)].sort()).toEqual([...stableIds(keys, vpcIds)].sort());
  });

  it("stay when a key is added", () => {
    const before = stableIds(["vpc1", "vpc2"], classIds);
    const after = stableIds(["vpc0", "vpc1", "vpc2", "vpc3"], classIds);
    expect([...before].map(([key]) => after.get(key))).toEqual([...before.values()]);
  });

  it("differ, even where there are as many keys as ids", () => {
    const space = { first: 5, count: 40 };
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 40 }), (keys) => {
        const ids = [...stableIds(keys, space).values()];
        expect(new Set(ids).size).toBe(keys.length);
        expect(ids.every((id) => id >= 5 && id < 45)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("run out", () => {
    expect(() => stableIds(["a", "b", "c"], { first: 1, count: 2 })).toThrow("there are no more than 2 ids");
  });

  it("of two VPCs make a mark without the bits of kube-proxy", () => {
    for (const id of stableIds(
      Array.from({ length: 1000 }, (_, index) => `vpc${index}`),
      vpcIds,
    ).values()) {
      expect([id > 0, id * 0x1_0000 < 2 ** 30, (id & 0xc000) === 0]).toEqual([true, true, true]);
    }
  });

  it("of passages have the high bit, and those of classes do not", () => {
    expect(hex(passageIds.first)).toBe("0x80000000");
    expect(classIds.first + classIds.count).toBe(passageIds.first);
  });
});
