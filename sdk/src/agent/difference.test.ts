import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ElementFile, Passage } from "./configuration.js";
import { elementDifference, passageDifference } from "./difference.js";

type Content = Record<string, Record<string, string>>;

const filesOf = (content: Content): Map<string, ElementFile> =>
  new Map(
    Object.entries(content).map(([name, elements]) => [
      name,
      { name, elements: new Map(Object.entries(elements)), passages: new Map() },
    ]),
  );

describe("elementDifference", () => {
  it("removes what is gone or changed, and adds what is new or changed", () => {
    const before = filesOf({ a: { "s 1": "x", "s 2": "x", "s 3": "" } });
    const after = filesOf({ a: { "s 1": "x", "s 2": "y", "s 4": "" } });
    expect(elementDifference(before, after)).toEqual({
      removed: ["s 2", "s 3"],
      added: [
        ["s 2", "y"],
        ["s 4", ""],
      ],
    });
  });

  it("leaves alone what only moved to another file", () => {
    expect(elementDifference(filesOf({ a: { "s 1": "x" } }), filesOf({ b: { "s 1": "x" } }))).toEqual({
      removed: [],
      added: [],
    });
  });

  it("leads from any elements to any others, and touches none that is equal", () => {
    // by the parity of the key, since an element is in one file only
    const elements = fc.dictionary(fc.constantFrom("s 1", "s 2", "s 3", "s 4", "s 5"), fc.constantFrom("", "x", "y"));
    const placed = (all: Record<string, string>, odd: string, even: string): Map<string, ElementFile> => {
      const content: Content = { [odd]: {}, [even]: {} };
      for (const [key, value] of Object.entries(all))
        (content[Number(key.slice(2)) % 2 ? odd : even] ??= {})[key] = value;
      return filesOf(content);
    };
    fc.assert(
      fc.property(
        elements,
        elements,
        fc.boolean(),
        (was: Record<string, string>, is: Record<string, string>, moved) => {
          const { removed, added } = elementDifference(
            placed(was, "a", "b"),
            moved ? placed(is, "b", "c") : placed(is, "a", "b"),
          );
          const result = new Map(Object.entries(was));
          for (const key of removed) expect(result.delete(key)).toBe(true);
          for (const [key, value] of added) {
            expect(result.has(key)).toBe(false);
            result.set(key, value);
          }
          expect(result).toEqual(new Map(Object.entries(is)));
          expect(removed.filter((key) => was[key] === is[key])).toEqual([]);
        },
      ),
    );
  });
});

describe("passageDifference", () => {
  const passage = (id: string, zone: number, signature: string): Passage => ({
    id,
    zone,
    signature,
    route: "r",
    expose: "e",
    direction: "forward",
  });
  const file = (name: string, ...passages: Passage[]): [string, ElementFile] => [
    name,
    { name, elements: new Map(), passages: new Map(passages.map((one) => [one.id, one])) },
  ];

  it("finds another signature, another zone and what is gone; not another name, nor another file", () => {
    const before = new Map([
      file("a", passage("1", 7, "x"), passage("2", 7, "x"), passage("3", 7, "x"), passage("4", 7, "x")),
    ]);
    const after = new Map([
      file("a", passage("1", 7, "y"), passage("2", 8, "x"), { ...passage("4", 7, "x"), route: "renamed" }),
    ]);
    expect(passageDifference(before, after)).toEqual({
      removed: [
        { id: "1", zone: 7, signature: "x" },
        { id: "2", zone: 7, signature: "x" },
        { id: "3", zone: 7, signature: "x" },
      ],
      added: [
        { id: "1", zone: 7, signature: "y" },
        { id: "2", zone: 8, signature: "x" },
      ],
    });
    const moved = new Map([file("b", passage("1", 7, "x")), file("a")]);
    expect(passageDifference(new Map([file("a", passage("1", 7, "x"))]), moved)).toEqual({ removed: [], added: [] });
  });
});
