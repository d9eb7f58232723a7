import { expect, it } from "@jest/globals";
import { missingRow, row } from "./row.js";

const figure = { name: "requests", unit: "1/s", ours: [90, 40, 95], peer: [100, 50, 100] };

it("pairs each round with its peer before it takes the median", () => {
  expect(row("envoy requests", figure)).toEqual({
    name: "envoy requests",
    ours: 90,
    peer: 100,
    ratio: 0.9,
    unit: "1/s",
    n: 3,
    spread: [0.8500000000000001, 0.925],
  });
});

it("says whether an aim is met", () => {
  const met = (of: "ratio" | "difference" | "ours", aim: object) => row("x", { ...figure, aim: { of, ...aim } }).met;
  expect([met("ratio", { atLeast: 0.9 }), met("ratio", { atLeast: 0.91 })]).toEqual([true, false]);
  expect([met("difference", { atMost: -10 }), met("difference", { atMost: -11 })]).toEqual([true, false]);
  expect([met("ours", { atMost: 90 }), met("ours", { atMost: 89 })]).toEqual([true, false]);
  expect(row("x", { ...figure, aim: { of: "ratio", atLeast: 0.9 } }).aim).toBe("ratio >= 0.9");
});

it("shows ours alone, with the reason, where there is no peer", () => {
  expect(row("x", { ...figure, peer: "pulumi is not on PATH", aim: { of: "ratio", atLeast: 1 } })).toEqual({
    name: "x",
    ours: 90,
    peer: null,
    ratio: null,
    unit: "1/s",
    n: 3,
    spread: [65, 92.5],
    aim: "ratio >= 1",
    reason: "pulumi is not on PATH",
  });
});

it("judges an aim of ours where there is no peer", () => {
  expect(row("x", { ...figure, peer: "none", aim: { of: "ours", atMost: 90 } }).met).toBe(true);
});

it("lists what could not be measured with the reason", () => {
  expect(missingRow("up/500", "no cluster")).toMatchObject({ name: "up/500", ours: null, n: 0, reason: "no cluster" });
});
