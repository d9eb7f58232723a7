import { beforeAll, describe, expect, test } from "@jest/globals";
import { bundleProblems } from "./bundle.js";
import { privateKeyPem } from "./key.js";
import { leafProfile, rootProfile } from "./profile.js";
import { authorities, issue, present, type TestCertificate } from "./testing/authorities.js";

const trustDomain = "payments.acme.internal";
const path = "externalGateways.partner.trustBundle";
const problems = (pem: string, now = new Date()) => [...bundleProblems({ pem, trustDomain, path }, now)];
const codes = (pem: string, now?: Date) => problems(pem, now).map(({ code }) => code);

let root: TestCertificate;
let issuer: TestCertificate;
beforeAll(async () => {
  ({ root, issuer } = await authorities(trustDomain));
});

describe("a bundle is trusted", () => {
  test("with one root", () => {
    expect(codes(root.certificate)).toEqual([]);
  });

  test("with several, and comments between them", async () => {
    const next = await issue(rootProfile(trustDomain));
    expect(codes(`# today\n${root.certificate}\n# next\r\n${next.certificate}${issuer.certificate}`)).toEqual([]);
  });
});

describe("a bundle is refused", () => {
  test("when it is empty", () => {
    expect(codes("")).toEqual(["trust.bundle.empty"]);
    expect(codes("spiffe://payments")).toEqual(["trust.bundle.empty"]);
  });

  test("with a private key, which is not shown", async () => {
    const key = await privateKeyPem(root.key);
    const found = problems(root.certificate + key);
    expect(found.map(({ code }) => code)).toEqual(["trust.bundle.private-key"]);
    for (const line of key.split("\n").filter((text) => text.length > 20 && !text.startsWith("-"))) {
      expect(JSON.stringify(found)).not.toContain(line);
    }
  });

  test("with a leaf", async () => {
    const { chain } = await present(`spiffe://${trustDomain}/ns/a/sa/b`, issuer);
    expect(codes(chain)).toEqual(["trust.bundle.not-a-ca"]);
  });

  test("with another kind of block", () => {
    const request = root.certificate.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST");
    expect(codes(request)).toEqual(["trust.bundle.not-a-certificate"]);
  });

  test("with a certificate that was cut", () => {
    const cut = root.certificate.replace(/\n.+\n-----END/, "\n-----END");
    expect(codes(cut)).toEqual(["trust.bundle.unreadable"]);
  });

  test("when it has expired, or does not hold yet", () => {
    expect(codes(root.certificate, root.notAfter)).toEqual(["trust.bundle.expired"]);
    expect(codes(root.certificate, new Date(root.notBefore.getTime() - 1))).toEqual(["trust.bundle.not-yet-valid"]);
  });

  test("with a root of another trust domain, naming both", async () => {
    const shop = await authorities("shop.acme.internal");
    const [problem, ...others] = problems(root.certificate + shop.root.certificate);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "trust.bundle.foreign-trust-domain", path });
    expect(problem?.message).toBe(
      'block 2 of 2, "CN=root shop.acme.internal", belongs to shop.acme.internal, not to payments.acme.internal',
    );
  });

  test("for every reason at once", async () => {
    const leaf = await issue(leafProfile({ spiffeId: "spiffe://shop/ns/a/sa/b" }));
    expect(codes(leaf.certificate, leaf.notAfter)).toEqual([
      "trust.bundle.not-a-ca",
      "trust.bundle.expired",
      "trust.bundle.foreign-trust-domain",
    ]);
  });
});
