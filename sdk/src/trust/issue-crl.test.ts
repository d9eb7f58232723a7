import { describe, expect, test } from "@jest/globals";
import { AsnConvert } from "@peculiar/asn1-schema";
import { CRLNumber } from "@peculiar/asn1-x509";
import fc from "fast-check";
import { crlHours, issueCrl } from "./issue-crl.js";
import { privateKeyPem } from "./key.js";
import { issuerProfile, leafProfile } from "./profile.js";
import type { Signer } from "./signer.js";
import { authorities, issue, newKey, present } from "./testing/authorities.js";
import { handshake } from "./testing/handshake.js";
import { X509Certificate, X509Crl } from "./x509.js";

const trustDomain = "payments.acme.internal";
const spiffeId = `spiffe://${trustDomain}/ns/pay/sa/edge`;
const HOUR = 3_600_000;

async function list(signer: Signer, revoked: string[] = [], more: { previous?: string; now?: Date } = {}) {
  return (await issueCrl({ signer, trustDomain, revoked, now: new Date(), ...more })).crl;
}

async function leafOf(issuer: Signer & { certificate: string }) {
  const leaf = await issue(leafProfile({ spiffeId }), issuer);
  const shown = { chain: leaf.certificate + issuer.certificate, key: await privateKeyPem(leaf.key) };
  return { serial: leaf.serial, shown };
}

describe("TLS with the lists of both authorities", () => {
  test("refuses the leaf that is revoked and trusts another one of the issuer", async () => {
    const { root, issuer } = await authorities(trustDomain);
    const [revoked, other] = [await leafOf(issuer), await leafOf(issuer)];
    const crls = [await list(root), await list(issuer, [revoked.serial])];
    expect(await handshake(revoked.shown, [root.certificate], crls)).toBe("certificate revoked");
    expect(await handshake(other.shown, [root.certificate], crls)).toBe("trusted");
    expect(await handshake(revoked.shown, [root.certificate])).toBe("trusted");
  });

  test("refuses everybody where an authority of the chain has none", async () => {
    const { root, issuer } = await authorities(trustDomain);
    const { shown } = await leafOf(issuer);
    expect(await handshake(shown, [root.certificate], [await list(issuer)])).toBe("unable to get certificate CRL");
  });

  test("takes no list that another issuer of that name signed", async () => {
    const [ours, theirs] = [await authorities(trustDomain), await authorities(trustDomain)];
    const crls = [await list(ours.root), await list(theirs.issuer)];
    expect(await handshake(await present(spiffeId, ours.issuer), [ours.root.certificate], crls)).not.toBe("trusted");
  });
});

describe("a revocation list", () => {
  test("is signed by its authority, in its name", async () => {
    const { root, issuer } = await authorities(trustDomain);
    const crl = new X509Crl(await list(issuer));
    const signer = new X509Certificate(issuer.certificate);
    expect(crl.issuer).toBe(signer.subject);
    expect(await crl.verify({ publicKey: signer.publicKey })).toBe(true);
    expect(await crl.verify({ publicKey: new X509Certificate(root.certificate).publicKey })).toBe(false);
  });

  test("holds 90 days from five minutes ago", async () => {
    const { issuer } = await authorities(trustDomain);
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    const { crl, notBefore, notAfter } = await issueCrl({ signer: issuer, trustDomain, revoked: [], now });
    expect(notBefore.getTime()).toBe(now.getTime() - 300_000);
    expect(notAfter.getTime()).toBe(now.getTime() + crlHours * HOUR);
    expect(new X509Crl(crl)).toMatchObject({ thisUpdate: notBefore, nextUpdate: notAfter });
  });

  test("has a number that grows with each issue", async () => {
    const { issuer } = await authorities(trustDomain);
    const numberOf = (pem: string): number => {
      const extension = new X509Crl(pem).getExtension("2.5.29.20");
      return Number(AsnConvert.parse(extension?.value ?? new ArrayBuffer(), CRLNumber).value);
    };
    const now = Date.now();
    expect(numberOf(await list(issuer, [], { now: new Date(now) }))).toBe(now);
    expect(numberOf(await list(issuer, [], { now: new Date(now + 1) }))).toBe(now + 1);
  });

  test("keeps the date of what its predecessor revoked, and dates what is new", async () => {
    const { issuer } = await authorities(trustDomain);
    const [then, now] = [new Date("2026-11-20T12:00:00Z"), new Date("2026-11-21T12:00:00Z")];
    const previous = await list(issuer, ["0a1b", "0c"], { now: then });
    const next = new X509Crl(await list(issuer, ["000A1B", "0d"], { previous, now }));
    const dates = next.entries.map(({ serialNumber, revocationDate }) => [serialNumber, revocationDate.toISOString()]);
    expect(dates).toEqual([
      ["0a1b", "2026-11-20T11:55:00.000Z"],
      ["0d", "2026-11-21T11:55:00.000Z"],
    ]);
  });

  test("finds any serial that it was asked to revoke, and no other", async () => {
    const { issuer } = await authorities(trustDomain);
    const serials = fc.bigInt({ min: 1n, max: 2n ** 159n - 1n }).map((number) => {
      const digits = number.toString(16);
      return digits.padStart(digits.length + (digits.length % 2), "0");
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(serials, { minLength: 1, maxLength: 6 }), async ([free = "", ...revoked]) => {
        const crl = new X509Crl(await list(issuer, revoked));
        for (const serial of revoked) expect(crl.findRevoked(serial)).not.toBeNull();
        expect(crl.findRevoked(free)).toBeNull();
      }),
      { numRuns: 25 },
    );
  });
});

describe("an issuer that is renewed with a new key", () => {
  const renewed = async () => {
    const { root, issuer: before } = await authorities(trustDomain);
    const after = await issue(issuerProfile(trustDomain), root);
    const [kept, lost] = [await leafOf(before), await leafOf(before)];
    const previous = await list(before, [lost.serial]);
    const judge = async (shown: { chain: string; key: string }, crl: string) =>
      handshake(shown, [root.certificate], [await list(root), crl]);
    return { before, after, kept, lost, previous, judge };
  };

  test("leaves certificates of the old key as they were: good ones pass, revoked ones do not", async () => {
    const { after, kept, lost, previous, judge } = await renewed();
    const next = await list(after, [lost.serial], { previous });
    expect(await judge(kept.shown, next)).toBe("trusted");
    expect(await judge(lost.shown, next)).toBe("certificate revoked");
    expect(await judge((await leafOf(after)).shown, next)).toBe("trusted");
  });

  test("shuts out all certificates of the old key once another one is revoked", async () => {
    const { after, kept, lost, previous, judge } = await renewed();
    const next = await list(after, [lost.serial, kept.serial], { previous });
    expect(await judge(kept.shown, next)).not.toBe("trusted");
  });

  test("keeps the old list for as long as it holds, and once", async () => {
    const { after, lost, previous } = await renewed();
    const next = await list(after, [lost.serial], { previous });
    const again = await list(after, [lost.serial], { previous: next });
    expect([next, again].map(countOf)).toEqual([2, 2]);
    const late = await list(after, [lost.serial], {
      previous: again,
      now: new Date(Date.now() + (crlHours + 1) * HOUR),
    });
    expect(countOf(late)).toBe(1);
  });
});

const countOf = (pem: string): number => pem.split("BEGIN X509 CRL").length - 1;

describe("a signer", () => {
  test("of another trust domain is refused", async () => {
    const { issuer } = await authorities("shop.acme.internal");
    await expect(list(issuer)).rejects.toThrow(/is of the trust domain shop\.acme\.internal, not payments/);
  });

  test("whose key is another one's is refused", async () => {
    const { issuer } = await authorities(trustDomain);
    await expect(list({ certificate: issuer.certificate, key: await newKey() })).rejects.toThrow("does not belong");
  });
});
