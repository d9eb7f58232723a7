import { randomBytes } from "node:crypto";
import { type CertificateRequest, type IssuedCertificate, issueCertificate } from "../../trust/issue-certificate.js";
import { issueCrl } from "../../trust/issue-crl.js";
import { keyAlgorithm, type KeyPair, privateKeyPem, readKeyPair } from "../../trust/key.js";
import { issuerProfile, leafProfile, type LeafNames, rootProfile } from "../../trust/profile.js";
import type { Signer } from "../../trust/signer.js";
import type { Issued, IssuedCrl } from "./handler.js";

/** A CA's certificate and key, both PEM. */
export interface Authority {
  certificate: string;
  privateKey: string;
}

/** A root with a new key, or with `key` (PEM) where that one goes on. */
export async function issueRoot(trustDomain: string, now: Date, key?: string): Promise<Issued> {
  return issue({ profile: rootProfile(trustDomain), subjectKey: await keyPair(key), now });
}

/** An issuer, likewise. */
export async function issueIssuer(trustDomain: string, root: Authority, now: Date, key?: string): Promise<Issued> {
  const signer = await readSigner(root);
  return issue({ profile: issuerProfile(trustDomain), subjectKey: await keyPair(key), signer, now });
}

/** A leaf with a new key; `certificate` holds the chain. */
export async function issueLeaf(names: LeafNames, issuer: Authority, now: Date): Promise<Issued> {
  const signer = await readSigner(issuer);
  const leaf = await issue({ profile: leafProfile(names), subjectKey: await newKeyPair(), signer, now });
  return { ...leaf, certificate: `${leaf.certificate}${issuer.certificate.trimEnd()}\n` };
}

/** What a revocation list says. */
export interface Revocation {
  trustDomain: string;
  /** Serial numbers in hexadecimal, each once. */
  revoked: string[];
  /** The list before this one. */
  previous?: string | undefined;
}

/** An authority's revocation list. */
export async function issueRevocationList(revocation: Revocation, authority: Authority, now: Date): Promise<IssuedCrl> {
  const { crl, notBefore, notAfter } = await issueCrl({ ...revocation, signer: await readSigner(authority), now });
  return { crl, notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() };
}

async function issue(request: Omit<CertificateRequest, "serial">): Promise<Issued> {
  const issued: IssuedCertificate = await issueCertificate({ ...request, serial: newSerial() });
  return {
    certificate: issued.certificate,
    privateKey: await privateKeyPem(request.subjectKey),
    notBefore: issued.notBefore.toISOString(),
    notAfter: issued.notAfter.toISOString(),
    serial: issued.serial,
  };
}

const readSigner = async ({ certificate, privateKey }: Authority): Promise<Signer> => ({
  certificate,
  key: await readKeyPair(privateKey),
});

const keyPair = (known: string | undefined): Promise<KeyPair> =>
  known === undefined ? newKeyPair() : readKeyPair(known);

const newKeyPair = (): Promise<KeyPair> => crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);

/** 127 random bits (RFC 5280 4.1.2.2 wants a positive number, CA/B Forum 64 random bits). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString("hex");
}
