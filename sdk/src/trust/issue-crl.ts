import { AsnConvert } from "@peculiar/asn1-schema";
import { CRLNumber, id_ce_cRLNumber } from "@peculiar/asn1-x509";
import { signatureAlgorithm } from "./key.js";
import { readSigner, type Signer } from "./signer.js";
import { type Validity, validityFrom } from "./validity.js";
import {
  AuthorityKeyIdentifierExtension,
  Extension,
  PemConverter,
  type X509Certificate,
  X509Crl,
  type X509CrlEntry,
  X509CrlGenerator,
  X509CrlReason,
} from "./x509.js";

/**
 * How long a list holds, in hours: 90 days, as the longest-lived leaf. A verifier that holds an expired list refuses
 * everybody, and lists are due like leaves after two thirds; so whoever runs often enough to renew leaves of that life
 * renews the lists in time, and all others do so long before.
 */
export const crlHours = 90 * 24;

/** RFC 7468 6; the library's own label is one that OpenSSL does not know. */
const crlLabel = "X509 CRL";

/** All that decides a revocation list. */
export interface CrlRequest {
  /** The CA that no longer stands for these certificates. */
  signer: Signer;
  /** Its trust domain; a signer of another one is refused. */
  trustDomain: string;
  /** Serial numbers in hexadecimal, each once. */
  revoked: string[];
  /** The PEM of the list that this one follows: what it has revoked keeps its date, and it may still be needed itself. */
  previous?: string | undefined;
  now: Date;
}

/** A revocation list; `notBefore` and `notAfter` are its thisUpdate and nextUpdate. */
export interface IssuedCrl extends Validity {
  /** PEM, ends in a newline; followed by a predecessor under another key, while that is needed. */
  crl: string;
}

/**
 * Issues an X.509 certificate revocation list (RFC 5280 5) of one CA, signed by ECDSA with SHA-256. Its number is the
 * millisecond of its issue, which grows without a memory.
 *
 * An authority that was renewed with a new key leaves certificates under the old one, until each gateway has its new
 * one; only a list under the old key lets them pass. So the predecessor stays behind the list, unless it has expired or
 * does not know of a certificate that is revoked now.
 * @throws Error if the signer's key does not belong to its certificate, or the signer has expired, or is of another
 * trust domain.
 */
export async function issueCrl({ signer, trustDomain, revoked, previous = "", now }: CrlRequest): Promise<IssuedCrl> {
  const authority = await readSigner(signer, trustDomain, now);
  const { notBefore, notAfter } = validityFrom(now, crlHours, authority.notAfter);
  const predecessors = PemConverter.decode(previous).map((der) => new X509Crl(der));
  const since = new Map(predecessors.flatMap(({ entries }) => entries.map(datedSerial)));
  const crl = await X509CrlGenerator.create({
    issuer: authority.subjectName,
    thisUpdate: notBefore,
    nextUpdate: notAfter,
    entries: revoked.map((serialNumber) => ({
      serialNumber,
      revocationDate: since.get(withoutZeros(serialNumber)) ?? notBefore,
      reason: X509CrlReason.privilegeWithdrawn,
    })),
    extensions: [await AuthorityKeyIdentifierExtension.create(signer.key.publicKey), crlNumber(now)],
    signingKey: signer.key.privateKey,
    signingAlgorithm: signatureAlgorithm,
  });
  const needed = await Promise.all(predecessors.map((list) => isStillNeeded(list, authority, revoked, now)));
  const lists = [crl, ...predecessors.filter((_, index) => needed[index])];
  return {
    crl: lists.map(({ rawData }) => `${PemConverter.encode(rawData, crlLabel)}\n`).join(""),
    notBefore,
    notAfter,
  };
}

const crlNumber = (now: Date): Extension =>
  new Extension(id_ce_cRLNumber, false, AsnConvert.serialize(new CRLNumber(now.getTime())));

async function isStillNeeded(
  list: X509Crl,
  authority: X509Certificate,
  revoked: string[],
  now: Date,
): Promise<boolean> {
  const known = list.entries.map(({ serialNumber }) => withoutZeros(serialNumber));
  return (
    list.nextUpdate !== undefined &&
    list.nextUpdate > now &&
    revoked.every((serial) => known.includes(withoutZeros(serial))) &&
    !(await list.verify({ publicKey: authority.publicKey }))
  );
}

const datedSerial = ({ serialNumber, revocationDate }: X509CrlEntry): [string, Date] => [
  withoutZeros(serialNumber),
  revocationDate,
];

/** A number is written with its leading zeros in some places, and without in others. */
const withoutZeros = (serial: string): string => serial.toLowerCase().replace(/^(?:00)+/, "");
