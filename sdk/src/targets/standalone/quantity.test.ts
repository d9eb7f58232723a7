import { expect, it } from "@jest/globals";
import { quantity } from "./quantity.js";

it("reads Kubernetes quantities", () => {
  const read = ["128974848", "129M", "123Mi", "1.5Gi", "500m", "0"].map(quantity);
  expect(read).toEqual([128974848, 129e6, 123 * 2 ** 20, 1.5 * 2 ** 30, 0.5, 0]);
});

it("says of other texts that they are none", () => {
  expect(["", "Mi", "1KiB", "-1", "1 Gi", "1ki"].map(quantity)).toEqual(Array(6).fill(undefined));
});
