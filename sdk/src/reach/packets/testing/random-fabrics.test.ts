import { describe, expect, it } from "@jest/globals";
import { stages } from "./brute-problems.js";
import { frequencies } from "./frequencies.js";

describe("random Fabrics", () => {
  const { sound, problems, outcomes } = frequencies(1000);

  it("are sound often enough to say something about packets", () => {
    expect(sound).toBeGreaterThan(0.25);
    expect(sound).toBeLessThan(0.6);
  });

  it.each(stages.flat())("have %s", (code) => {
    expect(problems.get(code) ?? 0).toBeGreaterThan(0);
  });

  it.each(["forward", "return", "no-route", "no-flow", "spoofed", "source", "port", "filter-expose", "filter-route"])(
    "have packets that end as %s",
    (outcome) => {
      expect(outcomes.get(outcome) ?? 0).toBeGreaterThan(0);
    },
  );
});
