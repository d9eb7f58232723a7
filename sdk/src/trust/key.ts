import { PemConverter } from "./x509.js";

/** A WebCrypto key. */
export type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** The two halves of a key, both exportable. */
export interface KeyPair {
  privateKey: Key;
  publicKey: Key;
}

/** The keys of every certificate here: ECDSA on P-256, which each mesh and TLS library accepts. */
export const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" } as const;

/** How every certificate and revocation list here is signed. */
export const signatureAlgorithm = { name: "ECDSA", hash: "SHA-256" } as const;

/** A private key as PKCS#8 PEM: what Kubernetes Secrets of type `kubernetes.io/tls` hold. */
export async function privateKeyPem({ privateKey }: KeyPair): Promise<string> {
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", privateKey);
  return `${PemConverter.encode(pkcs8, PemConverter.PrivateKeyTag)}\n`;
}

/**
 * Reads a private key, and derives its public half.
 * @throws Error that shows nothing of the text, for what is no PKCS#8 PEM key on P-256.
 */
export async function readKeyPair(pem: string): Promise<KeyPair> {
  try {
    const pkcs8 = PemConverter.decodeFirst(pem);
    const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, keyAlgorithm, true, ["sign"]);
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", privateKey);
    const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, keyAlgorithm, true, ["verify"]);
    return { privateKey, publicKey };
  } catch {
    // the cause may quote the key
    throw new Error("the private key is not a PKCS#8 PEM key on the curve P-256");
  }
}
