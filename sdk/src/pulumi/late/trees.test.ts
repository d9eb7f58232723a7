import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Pending, type Tree } from "../../targets/emitted.js";
import { differences, isWithin, replaced, treeAt } from "./trees.js";

const trees = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Tree>;

test("one tree with the other's values in all places that differ is the other", () => {
  fc.assert(
    fc.property(trees, trees, (a, b) => {
      const places = [...differences(a, b)];
      expect(replaced(a, places, (place) => treeAt(b, place))).toEqual(b);
    }),
  );
});

test("no place stands below another, and equal trees have none", () => {
  fc.assert(
    fc.property(trees, trees, (a, b) => {
      const places = [...differences(a, b)];
      for (const place of places) expect(places.filter((other) => isWithin(place, other))).toEqual([place]);
      expect([...differences(a, structuredClone(a))]).toEqual([]);
    }),
  );
});

test("the smallest parts differ: one text of one container, not the list of containers", () => {
  const pod = (image: string) => ({ containers: [{ name: "envoy", image }, { name: "other" }] });
  expect([...differences(pod("a"), pod("b"))]).toEqual([["containers", 0, "image"]]);
});

test("what waits for certificates differs by what it makes of them", () => {
  const pending = (text: string): Tree => ({ data: new Pending(["root"], false, () => text) });
  expect([...differences(pending("a"), pending("a"))]).toEqual([]);
  expect([...differences(pending("a"), pending("b"))]).toEqual([["data"]]);
  expect([...differences(pending("a"), { data: "a" })]).toEqual([["data"]]);
});
