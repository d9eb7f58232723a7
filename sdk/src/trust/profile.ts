import { canConstrain } from "./can-constrain.js";
import { trustDomainConstraint } from "./name-constraint.js";
import { parseSpiffeId, trustDomainId } from "./spiffe-id.js";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
} from "./x509.js";

/** What a certificate says, whoever signs it. */
export interface CertificateProfile {
  /** The one that it speaks in; a signer of another one is refused. */
  trustDomain: string;
  /** For people only: nothing decides by it. */
  commonName: string;
  /** How long it holds, in hours. */
  hours: number;
  extensions: Extension[];
}

const YEAR = 365 * 24;

/** A mesh's root: 10 years, may sign issuers and nothing below them, for its own trust domain alone. */
export const rootProfile = (trustDomain: string): CertificateProfile => ({
  trustDomain,
  commonName: commonName(`root ${trustDomain}`),
  hours: 10 * YEAR,
  extensions: authorityExtensions(trustDomain, 1),
});

/** A mesh's issuer: 1 year, may sign leaves only. It repeats the constraint, since some verifiers skip the root's. */
export const issuerProfile = (trustDomain: string): CertificateProfile => ({
  trustDomain,
  commonName: commonName(`issuer ${trustDomain}`),
  hours: YEAR,
  extensions: authorityExtensions(trustDomain, 0),
});

/** What a gateway's certificate names. */
export interface LeafNames {
  /** Its one URI name (X509-SVID 2). */
  spiffeId: string;
  /** Host names that callers check instead, for those who know no SPIFFE. Defaults to none. */
  dnsNames?: string[];
  /** Defaults to 24. */
  hours?: number;
}

/**
 * A gateway's certificate, for both ends of a connection.
 * @throws Error for a `spiffeId` that is none.
 */
export const leafProfile = ({ spiffeId, dnsNames = [], hours = 24 }: LeafNames): CertificateProfile => {
  const { trustDomain, path } = parseSpiffeId(spiffeId);
  return {
    trustDomain,
    commonName: commonName(path.split("/").at(-1) || "gateway"),
    hours,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        { type: "url", value: spiffeId },
        ...dnsNames.map((value) => ({ type: "dns" as const, value })),
      ]),
    ],
  };
};

const authorityExtensions = (trustDomain: string, pathLength: number): Extension[] => [
  new BasicConstraintsExtension(true, pathLength, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  new SubjectAlternativeNameExtension([{ type: "url", value: trustDomainId(trustDomain) }]),
  ...(canConstrain(trustDomain) ? [trustDomainConstraint(trustDomain)] : []),
];

/** X.520 allows 64 characters. */
const commonName = (text: string): string => text.slice(0, 64);
