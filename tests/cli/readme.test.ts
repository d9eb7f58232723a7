import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "@jest/globals";

const read = (path: string): string => readFileSync(resolve(__dirname, "../..", path), "utf8");

it("shows in the README the program that examples/first-crossing runs", () => {
  const shown = /```ts\n(.*?)```/s.exec(read("README.md"))?.[1];
  expect(shown).toBe(read("examples/first-crossing/index.ts"));
});
