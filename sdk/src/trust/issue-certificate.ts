import { type KeyPair, signatureAlgorithm } from "./key.js";
import type { CertificateProfile } from "./profile.js";
import { readSigner, type Signer } from "./signer.js";
import { type Validity, validityFrom } from "./validity.js";
import { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension, X509CertificateGenerator } from "./x509.js";

/** All that decides a certificate. */
export interface CertificateRequest {
  profile: CertificateProfile;
  /** Its public half goes into the certificate. */
  subjectKey: KeyPair;
  /** Without one, the certificate signs itself: a root. */
  signer?: Signer;
  /** 1-20 bytes in hexadecimal, the first below 80 and not all zero; unique for its signer (RFC 5280 4.1.2.2). */
  serial: string;
  now: Date;
}

/** What was issued. */
export interface IssuedCertificate extends Validity {
  /** PEM, ends in a newline. */
  certificate: string;
  /** Hexadecimal, as asked. */
  serial: string;
}

/**
 * Issues one X.509 certificate, signed by ECDSA with SHA-256. It never outlives its signer.
 * @throws Error if the signer's key does not belong to its certificate, or the signer has expired, or is of another
 * trust domain.
 */
export async function issueCertificate(request: CertificateRequest): Promise<IssuedCertificate> {
  const { profile, subjectKey, signer, serial, now } = request;
  const authority = signer === undefined ? undefined : await readSigner(signer, profile.trustDomain, now);
  const { notBefore, notAfter } = validityFrom(now, profile.hours, authority?.notAfter);
  const subject = [{ CN: [profile.commonName] }];
  const signingKey = signer?.key ?? subjectKey;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject,
    issuer: authority?.subjectName ?? subject,
    notBefore,
    notAfter,
    publicKey: subjectKey.publicKey,
    signingKey: signingKey.privateKey,
    signingAlgorithm: signatureAlgorithm,
    extensions: [
      ...profile.extensions,
      await SubjectKeyIdentifierExtension.create(subjectKey.publicKey),
      await AuthorityKeyIdentifierExtension.create(signingKey.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, serial, notBefore, notAfter };
}
