import { describe, expect, it } from "@jest/globals";
import { goDuration } from "./go-duration.js";

describe("a duration in Go's form", () => {
  it.each([
    [120, "2m0s"],
    [45, "45s"],
    [3600, "1h0m0s"],
    [86_400, "24h0m0s"],
    [61.5, "1m1.5s"],
    [0.25, "250ms"],
  ])("of %d seconds is %s", (seconds, text) => {
    expect(goDuration(seconds)).toBe(text);
  });
});
