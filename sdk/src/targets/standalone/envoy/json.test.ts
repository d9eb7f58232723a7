import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Json, jsonText } from "./json.js";

describe("jsonText", () => {
  it("says the same as JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(JSON.parse(jsonText(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("keeps short values on a line and gives each part of a long one its own", () => {
    const part = { name: "x".repeat(200) };
    expect(jsonText([part])).toBe(JSON.stringify([part]));
    expect(
      jsonText({ parts: [part, part, part] })
        .split("\n")
        .map((line) => line.trim()),
    ).toEqual([
      ...["{", '"parts": [', `${JSON.stringify(part)},`, `${JSON.stringify(part)},`, JSON.stringify(part), "]", "}"],
    ]);
  });

  it("adds little to long text, since a ConfigMap holds 1 MiB", () => {
    const routes = Array.from({ length: 100 }, (_, index) => ({
      name: `route-${index}`,
      match: { prefix: "x".repeat(400) },
    }));
    expect(jsonText(routes).length).toBeLessThan(JSON.stringify(routes).length * 1.2);
  });
});
