import { parseSpiffeId, spiffeIdProblems } from "./spiffe-id.js";
import { SubjectAlternativeNameExtension, type X509Certificate } from "./x509.js";

/** The trust domains that a certificate names by SPIFFE IDs: one for ours, none for a CA that knows no SPIFFE. */
export function trustDomainsOf(certificate: X509Certificate): string[] {
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const ids = names.filter(({ type, value }) => type === "url" && isSpiffeId(value));
  return [...new Set(ids.map(({ value }) => parseSpiffeId(value).trustDomain))];
}

const isSpiffeId = (value: string): boolean => [...spiffeIdProblems(value, "")].length === 0;
