import { createPrivateKey, X509Certificate } from "node:crypto";

/** What a Secret holds, each entry in base64. */
export type SecretData = Record<string, unknown>;

/** What is wrong with the data of a Secret of type `kubernetes.io/tls`; nothing of its contents is said. */
export function keyPairFault(data: SecretData, now = new Date()): string | undefined {
  const certificate = parsed(data["tls.crt"], (pem) => new X509Certificate(pem));
  if (certificate === undefined) return "its tls.crt is no certificate in PEM";
  const key = parsed(data["tls.key"], (pem) => createPrivateKey(pem));
  if (key === undefined) return "its tls.key is no private key in PEM";
  if (!certificate.checkPrivateKey(key)) return "its tls.key does not belong to its tls.crt";
  const until = new Date(certificate.validTo);
  return until < now ? `its certificate has expired on ${until.toISOString().slice(0, 10)}` : undefined;
}

function parsed<T>(encoded: unknown, parse: (pem: Buffer) => T): T | undefined {
  if (typeof encoded !== "string") return undefined;
  try {
    return parse(Buffer.from(encoded, "base64"));
  } catch {
    return undefined;
  }
}
