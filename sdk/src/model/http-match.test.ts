import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { httpMatchSchema, pathMatchSchema } from "./http-match.js";

const takesPath = (path: unknown): boolean => pathMatchSchema.safeParse(path).success;
const takes = (match: unknown): boolean => httpMatchSchema.safeParse(match).success;

describe("a path", () => {
  it.each([{ exact: "/a" }, { exact: "/a/" }, { prefix: "/" }, { prefix: "/a/b" }, { regex: "/a.*" }])(
    "may be %j",
    (path) => {
      expect(takesPath(path)).toBe(true);
    },
  );

  it.each([
    {},
    { exact: "/a", prefix: "/a" },
    { exact: "a" },
    { exact: "" },
    { exact: "/a?b" },
    { exact: "/a#b" },
    { exact: "/a b" },
    { prefix: "/a/" },
    { regex: "" },
  ])("may not be %j", (path) => {
    expect(takesPath(path)).toBe(false);
  });

  it("that is a prefix ends on a segment", () => {
    const segments = fc.array(fc.constantFrom("a", "b1", "c-d"), { maxLength: 4 });
    fc.assert(
      fc.property(segments, fc.boolean(), (parts, endsWithSlash) => {
        const path = `/${parts.join("/")}${endsWithSlash && parts.length > 0 ? "/" : ""}`;
        expect(takesPath({ prefix: path })).toBe(path === "/" || !endsWithSlash || parts.length === 0);
        expect(takesPath({ exact: path })).toBe(true);
      }),
    );
  });
});

describe("a request", () => {
  const jwt = { issuer: "https://id.example", jwksUri: "https://id.example/keys" };

  it.each([
    {},
    { method: "GET" },
    { headers: [{ name: "x-tenant", exact: "a" }] },
    { query: [{ name: "page", present: true }] },
    { jwt: { ...jwt, claims: { role: "admin" } } },
  ])("may be %j", (match) => {
    expect(takes(match)).toBe(true);
  });

  it.each([
    { method: "get" },
    { method: "" },
    { headers: [] },
    { headers: [{ name: "x-tenant" }] },
    { headers: [{ name: "x-tenant", exact: "a", prefix: "a" }] },
    { headers: [{ name: "x tenant", exact: "a" }] },
    { jwt: { issuer: "a" } },
    { jwt: { ...jwt, jwks: "{}" } },
    { jwt: { issuer: "a", jwksUri: "http://id.example/keys" } },
    { jwt: { issuer: "a", jwksUri: "keys" } },
    { jwt: { issuer: "a", jwksUri: "https://me:secret@id.example/keys" } },
    { jwt: { issuer: "a", jwksUri: "https://192.0.2.7/keys" } },
    { jwt: { issuer: "a", jwksUri: "https://[2001:db8::1]/keys" } },
    { jwt: { issuer: "a", jwksUri: "https://id.example./keys" } },
  ])("may not be %j", (match) => {
    expect(takes(match)).toBe(false);
  });
});
