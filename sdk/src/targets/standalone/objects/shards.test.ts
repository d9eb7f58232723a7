import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { shardCount, shards } from "./shards.js";

const files = fc.dictionary(
  fc.stringMatching(/^rds-[a-z]{1,8}$/),
  fc.nat({ max: 600_000 }).map((size) => "x".repeat(size + 1)),
  {
    maxKeys: 10,
  },
);

describe("shards", () => {
  it("hold each file once, in ConfigMaps that the pods look for", () => {
    fc.assert(
      fc.property(files, (all) => {
        const found = shards(all);
        expect(Object.assign({}, ...found.map(([, of]) => of))).toEqual({ ...all });
        expect(found.reduce((sum, [, of]) => sum + Object.keys(of).length, 0)).toBe(Object.keys(all).length);
        for (const [shard] of found) expect(shard).toBeLessThan(shardCount);
      }),
      { numRuns: 50 },
    );
  });

  it("keep files where they are while others change and there is room", () => {
    const small = { "rds-a": "1", "rds-b": "2", "rds-c": "3" };
    const place = (all: Record<string, string>, file: string) => shards(all).find(([, of]) => file in of)?.[0];
    for (const file of ["rds-a", "rds-c"])
      expect(place({ [file]: "1".repeat(1000), "rds-z": "4" }, file)).toBe(place(small, file));
  });

  it("give two large files ConfigMaps of their own, whatever they are called", () => {
    for (const name of ["rds-b", "rds-c", "rds-d", "rds-e", "rds-f", "rds-g", "rds-h", "rds-i"]) {
      const found = shards({ "rds-a": "x".repeat(800_000), [name]: "x".repeat(800_000) });
      expect(found.map(([, of]) => Object.keys(of).length)).toEqual([1, 1]);
    }
  });
});
