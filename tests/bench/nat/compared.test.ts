import { expect, it } from "@jest/globals";
import { compared, numbersOf, type Samples } from "./compared.js";

const samples: Samples = { plain: [10], few: [9], many: [8], linear: [2], passing: [7] };

it("compares many Exposes with plain forwarding, with few, and with linear rules", () => {
  const figures = compared("TCP", "Gbit/s", samples);
  expect(figures.map(({ name, ours, peer }) => [name, ours, peer])).toEqual([
    ["TCP 10 / plain", [9], [10]],
    ["TCP 10000 / plain", [8], [10]],
    ["TCP 10000 / 10", [8], [9]],
    ["TCP 10000 / iptables", [8], [2]],
    ["TCP 10000 / iptables, known first", [8], [7]],
  ]);
});

it("aims at a part of plain forwarding and at being flat, and at nothing else", () => {
  const [plain, flat] = [
    { of: "ratio", atLeast: 0.85 },
    { of: "ratio", atLeast: 0.95 },
  ] as const;
  const aims = compared("TCP", "Gbit/s", samples, { plain, flat }).map(({ aim }) => aim?.atLeast);
  expect(aims).toEqual([0.85, 0.85, 0.95, undefined, undefined]);
});

it("takes one number of each sample", () => {
  const of = (value: number) => [{ p50: value }];
  const looks = { plain: of(1), few: of(2), many: of(3), linear: of(4), passing: of(5) };
  expect(numbersOf(looks, ({ p50 }) => p50)).toEqual({ plain: [1], few: [2], many: [3], linear: [4], passing: [5] });
});
