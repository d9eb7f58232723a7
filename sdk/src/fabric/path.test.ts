import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { propertyPath, quoted } from "./path.js";

describe("a property path", () => {
  it("is written as Pulumi writes it", () => {
    expect(propertyPath("routes", "charge", "from", 0, "app.kubernetes.io/name")).toBe(
      'routes.charge.from[0]["app.kubernetes.io/name"]',
    );
  });

  it("of nothing is empty", () => {
    expect(propertyPath()).toBe("");
  });
});

describe("a quoted text", () => {
  it("shows what a terminal would obey", () => {
    expect(quoted("\u001b[31m\u202e\u0085\n")).toBe('"\\u001b[31m\\u{202e}\\u{85}\\n"');
  });

  it("is one line of what can be seen", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(quoted(text))));
  });
});
