import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { filterSchema, portRangeSchema } from "./filter.js";

const messages = (range: unknown): string[] =>
  portRangeSchema.safeParse(range).error?.issues.map(({ message }) => message) ?? [];

describe("a port range", () => {
  it.each(["1", "80", "8000-8100", "80-80", "1-65535"])("may be %s", (range) => {
    expect(messages(range)).toEqual([]);
  });

  it.each(["0", "65536", "90-80", "0-80"])("%s is out of order or range", (range) => {
    expect(messages(range)).toEqual(["ports are 1-65535, in ascending order; write the lower one first"]);
  });

  it.each(["", "http", "80-", "-80", "80-90-100", "80,90", " 80", "0x50", "1e3"])("%j is none, said once", (range) => {
    expect(messages(range)).toEqual(["must be a port or a range of ports; write it as 80 or 8000-8100"]);
  });

  it("is taken exactly when both ends are ports in ascending order", () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 99999 }), fc.constantFrom(0, 1, 65535, 65536));
    fc.assert(
      fc.property(number, number, (first, last) => {
        const isRange = first >= 1 && first <= last && last <= 65535;
        expect(messages(`${first}-${last}`).length === 0).toBe(isRange);
      }),
    );
  });
});

describe("a filter", () => {
  it.each([
    [[{ permit: {} }]],
    [[{ permit: { from: { vpc: "*" }, to: { port: "80", protocol: "tcp" } } }, { deny: {} }]],
  ])("may be %j", (filter) => {
    expect(filterSchema.safeParse(filter).success).toBe(true);
  });

  it.each([[[]], [[{}]], [[{ permit: {}, deny: {} }]], [[{ permit: { from: { vpc: "a b" } } }]]])(
    "may not be %j",
    (filter) => {
      expect(filterSchema.safeParse(filter).success).toBe(false);
    },
  );
});
