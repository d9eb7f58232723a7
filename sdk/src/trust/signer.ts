import { trustDomainsOf } from "./authority.js";
import type { KeyPair } from "./key.js";
import { PublicKey, X509Certificate } from "./x509.js";

/** Who signs: a CA's certificate in PEM, and its key. */
export interface Signer {
  certificate: string;
  key: KeyPair;
}

/**
 * The signer's certificate.
 * @throws Error if the key does not belong to it, or it has expired, or is of another trust domain.
 */
export async function readSigner(
  { certificate: pem, key }: Signer,
  trustDomain: string,
  now: Date,
): Promise<X509Certificate> {
  const certificate = new X509Certificate(pem);
  const spki = await crypto.subtle.exportKey("spki", key.publicKey);
  if (!certificate.publicKey.equal(new PublicKey(spki))) {
    throw new Error(`the signer's key does not belong to its certificate "${certificate.subject}"`);
  }
  if (certificate.notAfter <= now) {
    throw new Error(`the signer "${certificate.subject}" expired at ${certificate.notAfter.toISOString()}`);
  }
  const foreign = trustDomainsOf(certificate).find((named) => named !== trustDomain);
  if (foreign !== undefined) {
    throw new Error(`the signer "${certificate.subject}" is of the trust domain ${foreign}, not ${trustDomain}`);
  }
  return certificate;
}
