import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { gatewayDuration } from "./duration.js";

it.each([
  ["10s", "10s"],
  ["0.5s", "500ms"],
  ["90s", "1m30s"],
  ["3600s", "1h"],
  ["999999.999s", "277h46m39s999ms"],
])("%s is %s to Gateway API", (declared, written) => {
  expect(gatewayDuration(declared)).toBe(written);
});

it("fits the pattern of Gateway API, and is as long as what was declared", () => {
  const sizes: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (milliseconds) => {
      const written = gatewayDuration(`${milliseconds / 1000}s`);
      expect(written).toMatch(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/);
      const parts = [...written.matchAll(/(\d+)(h|ms|m|s)/g)];
      expect(parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (sizes[unit] ?? 0), 0)).toBe(
        milliseconds,
      );
    }),
  );
});
