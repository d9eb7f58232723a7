import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { difference, median, paired, quantile, ratio, spread } from "./statistics.js";

const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 });

describe("median", () => {
  it("is the middle of an odd number of values, whatever their order", () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it("is between the two in the middle of an even number", () => {
    expect(median([1, 100, 3, 2])).toBe(2.5);
  });

  it("is not moved by one wild value, as a mean would be", () => {
    expect(median([10, 11, 12, 13, 9000])).toBe(12);
  });

  it("is not a number where there are no values", () => {
    expect(median([])).toBeNaN();
  });

  it("has as many values on one side as on the other", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe("quantile", () => {
  it("is the least at 0 and the greatest at 1", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect([quantile(values, 0), quantile(values, 1)]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  it("lies between two values in proportion", () => {
    expect(quantile([0, 10], 0.3)).toBeCloseTo(3);
  });

  it("leaves its input as it was", () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("spread", () => {
  it("is the quartiles", () => {
    expect(spread([1, 2, 3, 4, 5])).toEqual([2, 4]);
  });

  it("holds the median", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const [low, high] = spread(values);
        expect(low).toBeLessThanOrEqual(median(values));
        expect(high).toBeGreaterThanOrEqual(median(values));
      }),
    );
  });
});

describe("paired", () => {
  it("compares round by round, so that a slow round weighs on both sides", () => {
    expect(paired([10, 100], [20, 200], ratio)).toEqual([0.5, 0.5]);
    expect(paired([10, 100], [20, 200], difference)).toEqual([-10, -100]);
  });

  it("refuses sides of unequal length", () => {
    expect(() => paired([1, 2], [1], ratio)).toThrow("2 samples against 1");
  });
});
