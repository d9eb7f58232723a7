import { expect, it } from "@jest/globals";
import type { Bench } from "./bench.js";
import { turn, turns } from "./turns.js";

it("begins each round with the next side", () => {
  expect([0, 1, 2, 3].map((round) => turn(["a", "b", "c"], round).join(""))).toEqual(["abc", "bca", "cab", "abc"]);
});

it("has an empty round where there is no side", () => {
  expect(turn([], 1)).toEqual([]);
});

it("keeps the samples of each side in the order of the rounds", async () => {
  const order: string[] = [];
  const side = (name: string) => () => Promise.resolve(order.push(name));
  const bench: Pick<Bench, "progress"> = { progress: () => undefined };
  const samples = await turns(bench as Bench, { name: "x", count: 2 }, { a: side("a"), b: side("b") });
  expect(order).toEqual(["a", "b", "b", "a"]);
  expect(samples).toEqual({ a: [1, 4], b: [2, 3] });
});
