import { randomBytes } from "node:crypto";
import { keyAlgorithm, privateKeyPem, readKeyPair } from "../../sdk/src/trust/key.js";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "../../sdk/src/trust/x509.js";
import type { Identity } from "./client.js";

/** What an attacker writes into a certificate; the product would refuse to issue most of it. */
export interface Forgery {
  uris?: string[];
  dnsNames?: string[];
  /** Whether it says that it is a CA. */
  isAuthority?: boolean;
  /** Whether its extended key usage is that of servers alone. */
  serverOnly?: boolean;
  notBefore?: Date;
  notAfter?: Date;
}

const hour = 3_600_000;
const newKeys = () => crypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);

/** A certificate with any content, signed by an authority whose key got into the wrong hands. */
export async function forge(
  signer: Identity,
  { uris = [], dnsNames = [], isAuthority = false, serverOnly = false, notBefore, notAfter }: Forgery,
): Promise<Identity> {
  const keys = await newKeys();
  const signingKeys = await readKeyPair(signer.privateKey);
  const usages = isAuthority ? KeyUsageFlags.keyCertSign : 0;
  const names = [
    ...uris.map((value) => ({ type: "url" as const, value })),
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
  ];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(8).toString("hex").replace(/^./, "1"),
    subject: "CN=forged",
    issuer: new X509Certificate(signer.certificate).subjectName,
    notBefore: notBefore ?? new Date(Date.now() - hour),
    notAfter: notAfter ?? new Date(Date.now() + hour),
    publicKey: keys.publicKey,
    signingKey: signingKeys.privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | usages, true),
      new ExtendedKeyUsageExtension([
        ExtendedKeyUsage.serverAuth,
        ...(serverOnly ? [] : [ExtendedKeyUsage.clientAuth]),
      ]),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
    ],
  });
  return {
    certificate: `${certificate.toString("pem")}\n${signer.certificate}`,
    privateKey: await privateKeyPem(keys),
  };
}

/** An authority of the attacker's own, with no constraint. */
export async function strangeAuthority(name: string): Promise<Identity> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + hour),
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, privateKey: await privateKeyPem(keys) };
}
