import { describe, expect, test } from "@jest/globals";
import { X509Certificate } from "node:crypto";
import { issueCertificate } from "./issue-certificate.js";
import { privateKeyPem } from "./key.js";
import { issuerProfile, leafProfile, rootProfile } from "./profile.js";
import { spiffeId } from "./spiffe-id.js";
import { authorities, issue, newKey, present } from "./testing/authorities.js";
import { handshake } from "./testing/handshake.js";

const gateway = spiffeId("payments.acme.internal", "isthmus-payments", "edge");

describe("a chain of root, issuer and leaf", () => {
  test("is trusted by who trusts the root", async () => {
    const { root, issuer } = await authorities("payments.acme.internal");
    expect(await handshake(await present(gateway, issuer), [root.certificate])).toBe("trusted");
  });

  test("is refused by who trusts another mesh's root only", async () => {
    const { issuer } = await authorities("payments.acme.internal");
    const shop = await authorities("shop.acme.internal");
    expect(await handshake(await present(gateway, issuer), [shop.root.certificate])).not.toBe("trusted");
  });

  test.each(["payments", "a.b", "xn--bcher-kva.example", "0.internal"])(
    "is trusted in the trust domain %s",
    async (trustDomain) => {
      const { root, issuer } = await authorities(trustDomain);
      expect(await handshake(await present(spiffeId(trustDomain, "a", "b"), issuer), [root.certificate])).toBe(
        "trusted",
      );
    },
  );

  test.each(["under_score.internal", "10.0.0.1", "-.-"])(
    "is trusted in the trust domain %s, which no name constraint can express",
    async (trustDomain) => {
      const { root, issuer } = await authorities(trustDomain);
      expect(new X509Certificate(root.certificate).subjectAltName).toBe(`URI:spiffe://${trustDomain}`);
      expect(await handshake(await present(spiffeId(trustDomain, "a", "b"), issuer), [root.certificate])).toBe(
        "trusted",
      );
    },
  );
});

describe("a mesh that signs an identity of another mesh", () => {
  const forged = leafProfile({ spiffeId: gateway });

  test("is refused even where both roots lie in one bag", async () => {
    const [payments, shop] = [await authorities("payments.acme.internal"), await authorities("shop.acme.internal")];
    const leaf = await issue({ ...forged, trustDomain: "shop.acme.internal" }, shop.issuer);
    const verdict = await handshake(
      { chain: leaf.certificate + shop.issuer.certificate, key: await privateKeyPem(leaf.key) },
      [payments.root.certificate, shop.root.certificate],
    );
    expect(verdict).toBe("permitted subtree violation");
  });

  test("is refused for a subdomain too", async () => {
    const { root, issuer } = await authorities("acme.internal");
    const profile = { ...leafProfile({ spiffeId: gateway }), trustDomain: "acme.internal" };
    const leaf = await issue(profile, issuer);
    const verdict = await handshake(
      { chain: leaf.certificate + issuer.certificate, key: await privateKeyPem(leaf.key) },
      [root.certificate],
    );
    expect(verdict).toBe("permitted subtree violation");
  });

  test("is refused before it signs", async () => {
    const { issuer } = await authorities("shop.acme.internal");
    await expect(issue(forged, issuer)).rejects.toThrow(
      'the signer "CN=issuer shop.acme.internal" is of the trust domain shop.acme.internal, not payments.acme.internal',
    );
  });
});

test("an issuer cannot sign another issuer", async () => {
  const { root, issuer } = await authorities("payments.acme.internal");
  const profile = { ...issuerProfile("payments.acme.internal"), commonName: "below" };
  const below = await issue(profile, issuer);
  const { chain, key } = await present(gateway, below);
  const verdict = await handshake({ chain: chain + issuer.certificate, key }, [root.certificate]);
  expect(verdict).toBe("path length constraint exceeded");
});

test("a leaf never outlives its issuer", async () => {
  const { issuer } = await authorities("payments.acme.internal");
  const late = new Date(issuer.notAfter.getTime() - 60_000);
  const leaf = await issue(leafProfile({ spiffeId: gateway, hours: 24 }), issuer, late);
  expect(leaf.notAfter).toEqual(issuer.notAfter);
});

test("an expired signer signs nothing", async () => {
  const { issuer } = await authorities("payments.acme.internal");
  const tooLate = new Date(issuer.notAfter.getTime() + 1);
  await expect(issue(leafProfile({ spiffeId: gateway }), issuer, tooLate)).rejects.toThrow("expired at");
});

test("a key of somebody else does not sign", async () => {
  const { issuer } = await authorities("payments.acme.internal");
  const signer = { certificate: issuer.certificate, key: await newKey() };
  await expect(issue(leafProfile({ spiffeId: gateway }), signer)).rejects.toThrow(
    'the signer\'s key does not belong to its certificate "CN=issuer payments.acme.internal"',
  );
});

test("a root renewed with its key still vouches for what is under the old one, and the other way round", async () => {
  const now = new Date();
  const key = await newKey();
  const profile = rootProfile("payments.acme.internal");
  const old = await issueCertificate({ profile, subjectKey: key, serial: "01", now });
  const renewed = await issueCertificate({ profile, subjectKey: key, serial: "02", now });
  const issuer = await issue(issuerProfile("payments.acme.internal"), { certificate: old.certificate, key });
  const shown = await present(gateway, issuer);
  expect(await handshake(shown, [renewed.certificate])).toBe("trusted");
  expect(await handshake(shown, [old.certificate])).toBe("trusted");
});

test("the serial and the dates are those asked for", async () => {
  const now = new Date("2026-11-21T12:00:00.900Z");
  const serial = "7f00000000000000000000000000ff01";
  const profile = rootProfile("payments.acme.internal");
  const issued = await issueCertificate({ profile, subjectKey: await newKey(), serial, now });
  const certificate = new X509Certificate(issued.certificate);
  expect(certificate.serialNumber.toLowerCase()).toBe(serial);
  expect(new Date(certificate.validFrom).toISOString()).toBe("2026-11-21T11:55:00.000Z");
  expect(new Date(certificate.validTo).toISOString()).toBe("2036-11-18T12:00:00.000Z");
  expect(issued.notAfter.toISOString()).toBe("2036-11-18T12:00:00.000Z");
});
