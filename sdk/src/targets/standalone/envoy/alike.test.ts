import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { Alike } from "./alike.js";
import type { Json } from "./json.js";

/** Values of few sorts, so that many are alike. */
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>("", "a", "1", 1, 12, true, 'a"b', "[", {}, []),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", 'c"'), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

it("numbers alike what has the same JSON, and nothing else, and knows how long that is", () => {
  fc.assert(
    fc.property(fc.array(json, { minLength: 2, maxLength: 8 }), (values) => {
      const alike = new Alike();
      const numbers = values.map((value) => alike.numberOf(value));
      const texts = values.map((value) => JSON.stringify(value));
      expect(numbers.map((number) => alike.lengthOf(number))).toEqual(texts.map(({ length }) => length));
      expect(numbers.map((number) => numbers.indexOf(number))).toEqual(texts.map((text) => texts.indexOf(text)));
    }),
    { numRuns: 300 },
  );
});
