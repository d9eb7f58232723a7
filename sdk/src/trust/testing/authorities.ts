import { randomBytes } from "node:crypto";
import { type IssuedCertificate, issueCertificate } from "../issue-certificate.js";
import { keyAlgorithm, type KeyPair, privateKeyPem } from "../key.js";
import { type CertificateProfile, issuerProfile, leafProfile, rootProfile } from "../profile.js";
import type { Signer } from "../signer.js";

/** What a test issued, with its key. */
export interface TestCertificate extends IssuedCertificate {
  key: KeyPair;
}

export const newKey = (): Promise<KeyPair> => crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);

/** A new key and a certificate for it. */
export async function issue(
  profile: CertificateProfile,
  signer?: Signer,
  now: Date = new Date(),
): Promise<TestCertificate> {
  const key = await newKey();
  const serial = `01${randomBytes(15).toString("hex")}`;
  return { ...(await issueCertificate({ profile, subjectKey: key, signer, serial, now })), key };
}

/** A mesh's root and issuer. */
export async function authorities(trustDomain: string): Promise<{ root: TestCertificate; issuer: TestCertificate }> {
  const root = await issue(rootProfile(trustDomain));
  return { root, issuer: await issue(issuerProfile(trustDomain), root) };
}

/** A leaf as a gateway presents it. */
export async function present(spiffeId: string, issuer: Signer): Promise<{ chain: string; key: string }> {
  const leaf = await issue(leafProfile({ spiffeId }), issuer);
  return { chain: leaf.certificate + issuer.certificate, key: await privateKeyPem(leaf.key) };
}
