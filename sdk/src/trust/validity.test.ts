import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { renewalDue, validityFrom } from "./validity.js";

const at = (text: string): Date => new Date(`2026-11-21T${text}Z`);
const dates = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

describe("a validity", () => {
  test("starts five minutes early, for clocks that lag", () => {
    expect(validityFrom(at("12:00:00"), 2)).toEqual({ notBefore: at("11:55:00"), notAfter: at("14:00:00") });
  });

  test("ends with its signer's at the latest", () => {
    expect(validityFrom(at("12:00:00"), 2, at("13:00:00")).notAfter).toEqual(at("13:00:00"));
    expect(validityFrom(at("12:00:00"), 2, at("15:00:00")).notAfter).toEqual(at("14:00:00"));
  });
});

describe("a renewal", () => {
  test("is due after two thirds of the life", () => {
    const life = [at("00:00:00"), at("03:00:00")] as const;
    expect(renewalDue(...life, at("01:59:59"))).toBe(false);
    expect(renewalDue(...life, at("02:00:00"))).toBe(true);
    expect(renewalDue(...life, at("09:00:00"))).toBe(true);
  });

  test("is not due for what was issued a moment ago, and is due for all that has expired", () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 100_000 }), (now, hours) => {
        const { notBefore, notAfter } = validityFrom(now, hours);
        expect(renewalDue(notBefore, notAfter, now)).toBe(false);
        expect(renewalDue(notBefore, notAfter, notAfter)).toBe(true);
      }),
    );
  });
});
