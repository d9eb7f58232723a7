import { describe, expect, it } from "@jest/globals";
import { problemsWith } from "./testing/problems.js";

const ec = { kty: "EC", crv: "P-256", x: "abc", y: "def", kid: "1", alg: "ES256", use: "sig" };
const withKeys = (jwks: string) =>
  problemsWith({ "crossMeshPermissions.checkoutMayCharge.http": [{ jwt: { issuer: "https://i.example", jwks } }] });
const set = (...keys: object[]): string => JSON.stringify({ keys });

describe("keys in a permission", () => {
  it.each([set(ec), set({ kty: "RSA", n: "abc", e: "AQAB" }), set({ kty: "OKP", crv: "Ed25519", x: "abc" }, ec)])(
    "are taken where they are public: %s",
    (jwks) => {
      expect(withKeys(jwks)).toEqual([]);
    },
  );

  it.each([
    ["no JSON", "-----BEGIN", "no JSON object"],
    ["no list", JSON.stringify(ec), "no JSON object with a list"],
    ["an empty list", set(), "empty"],
    ["a symmetric key", set({ kty: "oct", k: "c2VjcmV0" }), "key 0 is symmetric"],
    ["a private key behind a public one", set(ec, { ...ec, d: "c2VjcmV0" }), "key 1 is a private key"],
    ["a key of no kind", set({ n: "abc" }), "has no kty"],
    ["a key without its parts", set({ ...ec, y: undefined }), "has no y"],
    ["a key for encryption", set({ ...ec, use: "enc" }), "not for signatures"],
    ["a symmetric algorithm", set({ ...ec, alg: "HS256" }), "alg"],
  ])("are refused where there is %s", (_name, jwks, reason) => {
    const problems = withKeys(jwks);
    expect(problems).toMatchObject([{ code: "jwks.invalid", message: expect.stringContaining(reason) }]);
    // it may be a secret
    expect(JSON.stringify(problems)).not.toContain("c2VjcmV0");
  });
});
