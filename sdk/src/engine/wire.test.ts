import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { revealed, Secret, UNKNOWN, type Value } from "./value.js";
import { fromWire, Signature, toWire } from "./wire.js";

const values: fc.Memo<Value> = fc.memo((depth) =>
  depth <= 1
    ? fc.oneof(
        fc.constantFrom<Value>(null, true, UNKNOWN),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string(),
      )
    : fc.oneof(
        values(),
        fc.array(values(), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), values(), { maxKeys: 3 }),
        values().map((value) => new Secret(value)),
      ),
);

describe("the wire", () => {
  it("brings every value back as it was", () => {
    fc.assert(
      fc.property(values(3), (value) => {
        const back = fromWire(toWire(value));
        expect(toWire(back)).toEqual(toWire(value));
        expect(revealed(back)).toEqual(revealed(value));
      }),
    );
  });

  it("reads an output value as what it holds, or as unknown", () => {
    const known = { [Signature.Key]: Signature.OutputValue, value: 1, secret: true };
    expect(toWire(fromWire(known))).toEqual(toWire(new Secret(1)));
    expect(fromWire({ [Signature.Key]: Signature.OutputValue })).toBe(UNKNOWN);
  });

  it("refuses an asset", () => {
    expect(() => fromWire({ [Signature.Key]: Signature.Asset, text: "x" })).toThrow("an asset or an archive");
  });
});

describe("a secret", () => {
  it("never shows itself, however it is printed", async () => {
    const { inspect } = await import("node:util");
    const secret = new Secret({ password: "hunter2" });
    for (const text of [
      JSON.stringify([secret]),
      String(secret),
      inspect({ secret }, { depth: 9, showHidden: true }),
    ]) {
      expect(text).toContain("[secret]");
      expect(text).not.toContain("hunter2");
    }
  });
});
