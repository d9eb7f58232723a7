import { describe, expect, test } from "@jest/globals";
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { canConstrain } from "./can-constrain.js";
import { issuerProfile, leafProfile, rootProfile } from "./profile.js";
import { spiffeId } from "./spiffe-id.js";
import { authorities, issue } from "./testing/authorities.js";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate as ParsedCertificate,
} from "./x509.js";

const identity = spiffeId("payments.acme.internal", "isthmus-payments", "edge");

describe.each([
  { name: "root", profile: rootProfile, pathLength: 1 },
  { name: "issuer", profile: issuerProfile, pathLength: 0 },
])("a $name", ({ profile, pathLength }) => {
  const { extensions } = profile("payments.acme.internal");
  const find = (oid: string) => extensions.find(({ type }) => type === oid);

  test("is a CA with a bounded path that signs certificates and CRLs", async () => {
    const certificate = new ParsedCertificate((await issue(profile("payments.acme.internal"))).certificate);
    expect(certificate.getExtension(BasicConstraintsExtension)).toMatchObject({ ca: true, pathLength, critical: true });
    expect(certificate.getExtension(KeyUsagesExtension)).toMatchObject({
      usages: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
      critical: true,
    });
  });

  test("has a critical name constraint to its trust domain", () => {
    const constraint = find("2.5.29.30");
    expect(constraint?.critical).toBe(true);
    // SEQUENCE { [0] { SEQUENCE { [6] "payments.acme.internal" } } }
    const host = Buffer.from("payments.acme.internal").toString("hex");
    expect(Buffer.from(constraint?.value ?? new ArrayBuffer()).toString("hex")).toBe(`301ca01a30188616${host}`);
  });

  test("has no name constraint where its trust domain is no DNS name", () => {
    expect(profile("under_score").extensions.map(({ type }) => type)).not.toContain("2.5.29.30");
  });
});

describe("a leaf", () => {
  test("is no CA and serves both ends of TLS", async () => {
    const { issuer } = await authorities("payments.acme.internal");
    const certificate = new ParsedCertificate((await issue(leafProfile({ spiffeId: identity }), issuer)).certificate);
    expect(certificate.getExtension(BasicConstraintsExtension)).toMatchObject({ ca: false, critical: true });
    expect(certificate.getExtension(KeyUsagesExtension)).toMatchObject({ usages: KeyUsageFlags.digitalSignature });
    expect(certificate.getExtension(ExtendedKeyUsageExtension)?.usages).toEqual([
      "1.3.6.1.5.5.7.3.1",
      "1.3.6.1.5.5.7.3.2",
    ]);
    expect(certificate.getExtension("2.5.29.30")).toBeNull();
  });

  test("holds for a day unless told otherwise", () => {
    expect(leafProfile({ spiffeId: identity }).hours).toBe(24);
    expect(leafProfile({ spiffeId: identity, hours: 2 }).hours).toBe(2);
  });

  test("names hosts beside its identity", async () => {
    const { issuer } = await authorities("payments.acme.internal");
    const leaf = await issue(leafProfile({ spiffeId: identity, dnsNames: ["payments.mesh", "a.b"] }), issuer);
    expect(new X509Certificate(leaf.certificate).subjectAltName).toBe(`URI:${identity}, DNS:payments.mesh, DNS:a.b`);
  });

  test("has exactly one URI name, whatever its hosts", () => {
    fc.assert(
      fc.property(fc.array(fc.domain()), (dnsNames) => {
        const { extensions } = leafProfile({ spiffeId: identity, dnsNames });
        const names = extensions.find((found) => found instanceof SubjectAlternativeNameExtension)?.names.items ?? [];
        expect(names.filter(({ type }) => type === "url").map(({ value }) => value)).toEqual([identity]);
      }),
    );
  });

  test("is refused for what is no identity", () => {
    expect(() => leafProfile({ spiffeId: "https://payments" })).toThrow("does not start with spiffe://");
  });
});

test("a common name never exceeds the 64 characters of X.520", () => {
  expect(rootProfile("a".repeat(255)).commonName).toHaveLength(64);
});

test("every DNS name can constrain, unless it ends like an IPv4 address", () => {
  fc.assert(fc.property(fc.domain(), (domain) => canConstrain(domain)));
  expect(canConstrain("10.0.0.1")).toBe(false);
  expect(canConstrain("under_score")).toBe(false);
  expect(canConstrain("a..b")).toBe(false);
});
