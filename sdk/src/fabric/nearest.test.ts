import { describe, expect, it } from "@jest/globals";
import { suggestName } from "./nearest.js";

describe("a suggestion", () => {
  it("is the nearest name", () => {
    expect(suggestName("chargs", ["shop", "chargs1x", "charges"])).toBe('did you mean "charges"?');
  });

  it("does not mind case", () => {
    expect(suggestName("HTTPs", ["HTTP", "HTTPS"])).toBe('did you mean "HTTPS"?');
  });

  it("is every name where none is near", () => {
    expect(suggestName("zebra", ["shop", "edge"], "declare it")).toBe("declare it, or use one of edge, shop");
  });

  it("is only the other way out where there is no name", () => {
    expect(suggestName("zebra", [], "declare it")).toBe("declare it");
  });

  it("is one line, whatever the names are", () => {
    expect(suggestName("a b", ["a\nb"])).toBe('did you mean "a\\nb"?');
    expect(suggestName("zebra", ["a\nb"])).toBe('use one of ["a\\nb"]');
  });

  it("does not list a thousand names", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `gateway${index}`);
    expect(suggestName("zebra", names)).toMatch(/gateway108 and 988 more$/);
  });
});
