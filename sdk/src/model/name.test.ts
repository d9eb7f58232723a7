import { describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { byName, hostnameSchema, labelSchema, labelsSchema, nameSchema, portSchema } from "./name.js";

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

describe("a name", () => {
  it.each(["a", "edge", "checkoutMayCharge", "gw-2", "A1", "a".repeat(40)])("may be %j", (name) => {
    expect(takes(nameSchema, name)).toBe(true);
  });

  it.each(["", "1a", "-a", "a-", "a_b", "a.b", "é", "a\n", "__proto__", "a".repeat(41)])("may not be %j", (name) => {
    expect(takes(nameSchema, name)).toBe(false);
  });
});

describe("a DNS label", () => {
  it.each(["a", "0", "pay", "a-b", "a".repeat(63)])("may be %j", (label) => {
    expect(takes(labelSchema, label)).toBe(true);
  });

  it.each(["", "Pay", "-a", "a-", "a.b", "a_b", "a".repeat(64)])("may not be %j", (label) => {
    expect(takes(labelSchema, label)).toBe(false);
  });
});

describe("a hostname", () => {
  const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}`;

  it.each(["a", "payments.mesh", "192.0.2.7", longest])("may be %j", (hostname) => {
    expect(takes(hostnameSchema, hostname)).toBe(true);
  });

  it.each(["", "Payments.mesh", "a.", ".a", "a..b", "*.a", "a_b.c", `${"a".repeat(64)}.b`, `${longest}d`])(
    "may not be %j",
    (hostname) => {
      expect(takes(hostnameSchema, hostname)).toBe(false);
    },
  );
});

describe("a port", () => {
  it.each([1, 80, 65535])("may be %j", (port) => {
    expect(takes(portSchema, port)).toBe(true);
  });

  it.each([0, -1, 65536, 80.5, NaN, Infinity, "80", null])("may not be %j", (port) => {
    expect(takes(portSchema, port)).toBe(false);
  });
});

describe("labels", () => {
  it.each([{}, { app: "web" }, { "app.kubernetes.io/name": "web" }, { app: "" }])("may be %j", (labels) => {
    expect(takes(labelsSchema, labels)).toBe(true);
  });

  it.each([{ "a b": "c" }, { "/a": "b" }, { app: "-" }, { app: "a".repeat(64) }, { app: 1 }])(
    "may not be %j",
    (labels) => {
      expect(takes(labelsSchema, labels)).toBe(false);
    },
  );
});

describe("declarations by name", () => {
  const schema = byName(z.number());

  it("come in the order of their names", () => {
    expect(Object.keys(schema.parse({ b: 1, A: 2, a: 3 }))).toEqual(["A", "a", "b"]);
  });

  it("hold nothing that nobody declared", () => {
    expect("toString" in schema.parse({ a: 1 })).toBe(false);
  });
});
