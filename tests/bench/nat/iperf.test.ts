import { expect, it } from "@jest/globals";
import { receivedGigabits } from "./iperf.js";

it("takes what arrived, not what was sent", () => {
  const end = { sum_sent: { bits_per_second: 9e9 }, sum_received: { bits_per_second: 8e9 } };
  expect(receivedGigabits(JSON.stringify({ end }))).toBe(8);
});

it("says what iperf3 says where there is no result", () => {
  expect(() => receivedGigabits(JSON.stringify({ error: "unable to connect", end: {} }))).toThrow("unable to connect");
  expect(() => receivedGigabits("{}")).toThrow("no result");
});
