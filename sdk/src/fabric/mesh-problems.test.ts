import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { problemsOf, problemsWith } from "./testing/problems.js";

describe("a trust domain", () => {
  it("is that of one mesh", () => {
    expect(problemsWith({ "meshes.shop.trustDomain": "payments.acme.internal" })).toEqual([
      {
        code: "mesh.trust-domain-taken",
        path: "meshes.shop.trustDomain",
        message: 'trust domain "payments.acme.internal" belongs to mesh "payments" already',
        hint: "give each mesh a trust domain of its own, or declare one mesh where there is one root",
      },
    ]);
  });

  it("may begin like another", () => {
    expect(problemsWith({ "meshes.shop.trustDomain": "payments.acme.internal.shop" })).toEqual([]);
  });

  it("is refused once for each mesh after the first", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }), (trustDomains) => {
        const meshes = Object.fromEntries(
          trustDomains.map((trustDomain, index) => [`mesh${index}`, { trustDomain, target: { kind: "istio" } }]),
        );
        expect(problemsOf({ meshes })).toHaveLength(trustDomains.length - new Set(trustDomains).size);
      }),
    );
  });
});
