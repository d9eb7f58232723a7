import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { areWhole, hundredths } from "./weights.js";

const weights = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 100 });
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe("shares of a hundred", () => {
  it("are the weights themselves where these add up to 100", () => {
    expect(hundredths([90, 10])).toEqual([90, 10]);
    expect(hundredths([9, 1])).toEqual([90, 10]);
  });

  it("give what is left to the largest remainders, the first of equal ones", () => {
    expect(hundredths([1, 1, 1])).toEqual([34, 33, 33]);
    expect(hundredths([1, 2])).toEqual([33, 67]);
    expect(hundredths([2, 1])).toEqual([67, 33]);
  });

  it("vanish below half a hundredth", () => {
    expect(hundredths([1000, 1])).toEqual([100, 0]);
  });

  it("add up to 100, none further than one from its exact value", () => {
    fc.assert(
      fc.property(weights, (all) => {
        const shares = hundredths(all);
        expect(sum(shares)).toBe(100);
        for (const [index, weight] of all.entries())
          expect(Math.abs((shares[index] ?? 0) - (weight * 100) / sum(all))).toBeLessThan(1);
      }),
    );
  });

  it("are exact exactly where the weights are whole shares", () => {
    fc.assert(
      fc.property(weights, (all) => {
        const isExact = hundredths(all).every((share, index) => share * sum(all) === (all[index] ?? 0) * 100);
        expect(areWhole(all)).toBe(isExact);
      }),
    );
    expect(areWhole([9, 1])).toBe(true);
    expect(areWhole([2, 1])).toBe(false);
  });
});
