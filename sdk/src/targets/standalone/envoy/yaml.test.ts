import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import type { Json } from "./json.js";
import { yamlText } from "./yaml.js";

const read = (text: string): unknown => parse(text, { maxAliasCount: -1 });

describe("yamlText", () => {
  it("is the value, as YAML reads it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const json = JSON.parse(JSON.stringify(value), (_key, part: unknown) => part ?? 0) as Json;
        expect(read(yamlText([json, { a_part: json, again: json }]))).toEqual([json, { a_part: json, again: json }]);
      }),
      { numRuns: 200 },
    );
  });

  it("writes once what occurs again", () => {
    const part = { text: "a text that is long enough to be worth it" };
    const text = yamlText([part, part, [part]]);
    expect(text.match(/long enough/g)).toHaveLength(1);
    expect(read(text)).toEqual([part, part, [part]]);
  });

  it("keeps texts that look like something else", () => {
    const odd = ["true", "null", "1e3", "~", "*a", "&a b", "- a", "a: b", "#", "", "\n", "é\u2028"];
    expect(read(yamlText(odd))).toEqual(odd);
  });
});
