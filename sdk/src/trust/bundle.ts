import type { Problem } from "../model/problem.js";
import { trustDomainsOf } from "./authority.js";
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, PemConverter, X509Certificate } from "./x509.js";

/** A set of roots that vouch for one trust domain, and where it was declared. */
export interface Bundle {
  /** One CA certificate after another. */
  pem: string;
  trustDomain: string;
  /** For the problems: `externalGateways.partner.trustBundle`. */
  path: string;
}

const BLOCK = /-----BEGIN ([^-\n]+)-----[\s\S]*?-----END \1-----/g;

/**
 * Everything that makes a bundle unfit to trust: not PEM certificates only, a private key among them (never shown),
 * one that is no CA, expired or not yet valid, or of another trust domain.
 */
export function* bundleProblems({ pem, trustDomain, path }: Bundle, now: Date): Iterable<Problem> {
  const refuse = (code: string, message: string, hint: string): Problem => ({
    code: `trust.bundle.${code}`,
    path,
    message,
    hint,
  });
  const blocks = [...pem.matchAll(BLOCK)].map(([text, label]) => ({ text, label: label ?? "" }));
  if (blocks.length === 0) {
    yield refuse("empty", "holds no PEM certificate", "give the CA certificates as -----BEGIN CERTIFICATE----- blocks");
    return;
  }
  if (blocks.some(({ label }) => label.endsWith("PRIVATE KEY"))) {
    yield refuse(
      "private-key",
      "holds a private key, which nobody but its owner may have",
      "remove the key from the bundle, and replace it: it has been shared",
    );
  }
  for (const [index, { text, label }] of blocks.entries()) {
    const place = `block ${index + 1} of ${blocks.length}`;
    if (label.endsWith("PRIVATE KEY")) continue;
    if (label !== PemConverter.CertificateTag) {
      yield refuse("not-a-certificate", `${place} is a ${label}, not a certificate`, "leave CA certificates only");
      continue;
    }
    const certificate = readCertificate(text);
    if (certificate === undefined) {
      yield refuse("unreadable", `${place} is not a readable certificate`, "export the certificate again");
      continue;
    }
    for (const { code, message, hint } of authorityProblems(certificate, trustDomain, now)) {
      yield refuse(code, `${place}, "${certificate.subject}", ${message}`, hint);
    }
  }
}

interface Finding {
  code: string;
  message: string;
  hint: string;
}

function* authorityProblems(certificate: X509Certificate, trustDomain: string, now: Date): Iterable<Finding> {
  const usages = certificate.getExtension(KeyUsagesExtension)?.usages ?? 0;
  if (certificate.getExtension(BasicConstraintsExtension)?.ca !== true || !(usages & KeyUsageFlags.keyCertSign)) {
    yield {
      code: "not-a-ca",
      message: "is not a CA that may sign certificates",
      hint: "give the root that signed it: CA:TRUE with keyCertSign",
    };
  }
  if (certificate.notAfter <= now) {
    yield {
      code: "expired",
      message: `expired at ${certificate.notAfter.toISOString()}`,
      hint: "ask its owner for the CA in use today",
    };
  }
  if (certificate.notBefore > now) {
    yield {
      code: "not-yet-valid",
      message: `is not valid before ${certificate.notBefore.toISOString()}`,
      hint: "wait, or check the clock of this machine",
    };
  }
  const foreign = trustDomainsOf(certificate).filter((named) => named !== trustDomain);
  if (foreign.length > 0) {
    yield {
      code: "foreign-trust-domain",
      message: `belongs to ${foreign.join(", ")}, not to ${trustDomain}`,
      hint: "keep one bundle for each trust domain",
    };
  }
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
