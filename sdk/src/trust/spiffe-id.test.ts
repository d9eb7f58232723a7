import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseSpiffeId, spiffeId, spiffeIdProblems, trustDomainId } from "./spiffe-id.js";

const codes = (id: string): string[] => [...spiffeIdProblems(id, "spiffeId")].map(({ code }) => code);
const characters = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength });
const label = characters("abcxyz0189-", 63);

describe("a SPIFFE ID", () => {
  test("of a service account is read back as it was built", () => {
    fc.assert(
      fc.property(characters("abc09.-_", 255), label, label, (trustDomain, namespace, serviceAccount) => {
        const path = `/ns/${namespace}/sa/${serviceAccount}`;
        expect(parseSpiffeId(spiffeId(trustDomain, namespace, serviceAccount))).toEqual({ trustDomain, path });
      }),
    );
  });

  test("of a trust domain has no path", () => {
    expect(parseSpiffeId(trustDomainId("acme.internal"))).toEqual({ trustDomain: "acme.internal", path: "" });
  });

  test.each([
    ["https://acme.internal/ns/a/sa/b", "trust.spiffe-id.scheme"],
    ["SPIFFE://acme.internal/ns/a/sa/b", "trust.spiffe-id.scheme"],
    ["spiffe://Acme.internal/ns/a/sa/b", "trust.spiffe-id.trust-domain"],
    ["spiffe://acme.internal:80/ns/a/sa/b", "trust.spiffe-id.trust-domain"],
    ["spiffe://user@acme.internal/ns/a/sa/b", "trust.spiffe-id.trust-domain"],
    ["spiffe:///ns/a/sa/b", "trust.spiffe-id.trust-domain"],
    ["spiffe://acme.internal/", "trust.spiffe-id.path"],
    ["spiffe://acme.internal/ns//sa/b", "trust.spiffe-id.path"],
    ["spiffe://acme.internal/ns/../sa/b", "trust.spiffe-id.path"],
    ["spiffe://acme.internal/ns/a/sa/b/", "trust.spiffe-id.path"],
    ["spiffe://acme.internal/ns/a%2Fb", "trust.spiffe-id.path"],
    ["spiffe://acme.internal/ns/a?b", "trust.spiffe-id.path"],
    [`spiffe://acme.internal/${"a".repeat(2048)}`, "trust.spiffe-id.length"],
  ])("is not %.60s", (id, code) => {
    expect(codes(id)).toEqual([code]);
    expect(() => parseSpiffeId(id)).toThrow();
  });

  test("is never both refused and read", () => {
    fc.assert(
      fc.property(
        fc.string().map((rest) => `spiffe://${rest}`),
        (id) => {
          if (codes(id).length > 0) expect(() => parseSpiffeId(id)).toThrow();
          else expect(trustDomainId(parseSpiffeId(id).trustDomain) + parseSpiffeId(id).path).toBe(id);
        },
      ),
    );
  });
});

test("every problem is told at once, with its place", () => {
  const problems = [...spiffeIdProblems("spiffe://UP/a//b", "gateway.spiffeId")];
  expect(problems.map(({ code }) => code)).toEqual(["trust.spiffe-id.trust-domain", "trust.spiffe-id.path"]);
  expect(problems.every(({ path }) => path === "gateway.spiffeId")).toBe(true);
});
