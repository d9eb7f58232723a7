import "reflect-metadata";
import { randomBytes } from "node:crypto";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate with its key, PEM, as a TLS client presents them. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** A certificate authority: its own, or one whose key the attacker got hold of. */
export interface Authority {
  certificate: string;
  key: KeyPair;
}

type KeyPair = Awaited<ReturnType<typeof newKey>>;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const newKey = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

/** An authority that nobody trusts, which calls itself what the attacker likes. */
export async function strangeAuthority(name: string): Promise<Authority> {
  const key = await newKey();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: serial(),
    name: `CN=${name}`,
    keys: key,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { certificate: certificate.toString("pem"), key };
}

/** A leaf with the URI names that the attacker likes, signed by the authority, which checks nothing. */
export async function forgedLeaf(authority: Authority, uris: string[]): Promise<ClientCertificate> {
  const key = await newKey();
  const certificate = await X509CertificateGenerator.create({
    ...validity(),
    serialNumber: serial(),
    subject: "CN=forged",
    issuer: new X509Certificate(authority.certificate).subject,
    publicKey: key.publicKey,
    signingKey: authority.key.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new SubjectAlternativeNameExtension(uris.map((value) => ({ type: "url", value }))),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", key.privateKey);
  return {
    cert: `${certificate.toString("pem")}\n${authority.certificate}`,
    key: PemConverter.encode(pkcs8, PemConverter.PrivateKeyTag),
  };
}

const serial = (): string => `01${randomBytes(15).toString("hex")}`;

const validity = () => ({ notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) });
