import { randomBytes } from "node:crypto";
import {
  type CertificateRequest,
  type IssuedCertificate,
  issueCertificate,
  type Signer,
} from "../../trust/issue-certificate.js";
import { keyAlgorithm, type KeyPair, privateKeyPem, readKeyPair } from "../../trust/key.js";
import { issuerProfile, leafProfile, type LeafNames, rootProfile } from "../../trust/profile.js";
import type { Issued } from "./handler.js";

/** A CA's certificate and key, both PEM. */
export interface Authority {
  certificate: string;
  privateKey: string;
}

/** A root with a new key, or with `key` (PEM) where that one goes on. */
export async function issueRoot(trustDomain: string, now: Date, key?: string): Promise<Issued> {
  const subjectKey = key === undefined ? await newKeyPair() : await readKeyPair(key);
  return issue({ profile: rootProfile(trustDomain), subjectKey, now });
}

/** An issuer with a new key. */
export async function issueIssuer(trustDomain: string, root: Authority, now: Date): Promise<Issued> {
  const signer = await readSigner(root);
  return issue({ profile: issuerProfile(trustDomain), subjectKey: await newKeyPair(), signer, now });
}

/** A leaf with a new key; `certificate` holds the chain. */
export async function issueLeaf(names: LeafNames, issuer: Authority, now: Date): Promise<Issued> {
  const signer = await readSigner(issuer);
  const leaf = await issue({ profile: leafProfile(names), subjectKey: await newKeyPair(), signer, now });
  return { ...leaf, certificate: `${leaf.certificate}${issuer.certificate.trimEnd()}\n` };
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

const newKeyPair = (): Promise<KeyPair> => crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);

/** 127 random bits (RFC 5280 4.1.2.2 wants a positive number, CA/B Forum 64 random bits). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString("hex");
}
