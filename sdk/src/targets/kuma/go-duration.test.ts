import { expect, it } from "@jest/globals";
import { goDuration } from "./go-duration.js";

it.each([
  ["0s", "0s"],
  ["0.5s", "500ms"],
  ["1.5s", "1.5s"],
  ["15s", "15s"],
  ["60s", "1m0s"],
  ["90.25s", "1m30.25s"],
  ["3600s", "1h0m0s"],
  ["7322s", "2h2m2s"],
])("%s is stored by Kuma as %s", (declared, stored) => {
  expect(goDuration(declared)).toBe(stored);
});
