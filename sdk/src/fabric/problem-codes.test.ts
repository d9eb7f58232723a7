import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";

const root = resolve(__dirname, "../../..");

const sources = ["model", "fabric", "targets"].flatMap((folder) => {
  const path = join(root, "sdk/src", folder);
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("testing"))
    .map((file) => readFileSync(join(path, file), "utf8"));
});

const sorted = (codes: Iterable<string | undefined>): (string | undefined)[] => [...new Set(codes)].sort();

describe("the page of problems", () => {
  const page = readFileSync(join(root, "docs/problems.md"), "utf8");
  const yielded = sorted(
    sources.flatMap((text) =>
      [...text.matchAll(/\bcode(?:: |\s=\s)(.*)/g)].flatMap(([, said = ""]) =>
        [...said.matchAll(/"([a-z-]+\.[a-z.-]+)"/g)].map(([, code]) => code),
      ),
    ),
  );
  const explained = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code);

  it("explains each code in the source, and no other", () => {
    expect(sorted(explained)).toEqual(yielded);
  });

  it("explains each once", () => {
    expect(explained).toHaveLength(new Set(explained).size);
  });
});
