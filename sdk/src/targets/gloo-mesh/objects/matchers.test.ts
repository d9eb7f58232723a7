import { describe, expect, it } from "@jest/globals";
import { matchersOf } from "./matchers.js";

const uri = { prefix: "/" };

describe("a condition", () => {
  it("on an empty value asks for that, and not for any", () => {
    const asked = [
      { name: "a", exact: "" },
      { name: "b", regex: "" },
    ];
    const found = asked.map(({ name }) => ({ name, value: "^$", regex: true }));
    expect(matchersOf({ headers: asked, query: asked })).toEqual([{ uri, headers: found, queryParameters: found }]);
  });

  it("on any value asks for none", () => {
    const headers = [
      { name: "a", present: true },
      { name: "b", present: false },
      { name: "c", exact: "1" },
    ];
    const query = [
      { name: "d", exact: "1" },
      { name: "e", regex: "2" },
    ];
    expect(matchersOf({ headers, query })).toEqual([
      {
        uri,
        headers: [{ name: "a" }, { name: "b", invertMatch: true }, { name: "c", value: "1" }],
        queryParameters: [
          { name: "d", value: "1" },
          { name: "e", value: "2", regex: true },
        ],
      },
    ]);
  });
});
