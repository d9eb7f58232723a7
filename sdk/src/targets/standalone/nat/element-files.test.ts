import { describe, expect, it } from "@jest/globals";
import { elementFiles, fileCount } from "./element-files.js";

const lines = (count: number, length = 40) =>
  Array.from({ length: count }, (_, index) => {
    const key = `via ${index}`;
    return { key, text: key.padEnd(length, ".") };
  });

const changed = (before: Record<string, string>, after: Record<string, string>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((file) => before[file] !== after[file]);

describe("element files", () => {
  it("are one where there is little", () => {
    expect(Object.keys(elementFiles(lines(5)))).toEqual(["elements-0.txt"]);
  });

  it("are none where there is nothing", () => {
    expect(elementFiles([])).toEqual({});
  });

  it("have every line once, each with its end", () => {
    const all = lines(30_000);
    const texts = Object.values(elementFiles(all)).flatMap((text) => text.split("\n").filter((line) => line !== ""));
    expect(texts.sort()).toEqual(all.map(({ text }) => text).sort());
  });

  it("change one by one: a line that is added, changed or removed changes one file", () => {
    const all = lines(30_000);
    const before = elementFiles(all);
    expect(Object.keys(before).length).toBeGreaterThan(1);
    expect(changed(before, elementFiles([...all, { key: "via new", text: "via new" }]))).toHaveLength(1);
    expect(changed(before, elementFiles(all.slice(1)))).toHaveLength(1);
    const [first, ...others] = all;
    expect(changed(before, elementFiles([{ key: first?.key ?? "", text: "other" }, ...others]))).toHaveLength(1);
  });

  it("fit a ConfigMap each up to twenty million characters", () => {
    const files = Object.values(elementFiles(lines(200_000, 100)));
    expect(files).toHaveLength(fileCount);
    expect(Math.max(...files.map((text) => text.length))).toBeLessThan(900_000);
  });
});
