import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from "@peculiar/asn1-x509";
import { Extension } from "./x509.js";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DNS_NAME = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);
const ENDS_IN_NUMBER = /(?:^|\.)\d+$/;

/**
 * Whether a trust domain can stand in a name constraint, which takes DNS names only: no underscore, and no IPv4 address,
 * for which RFC 5280 4.2.1.10 makes verifiers fail.
 */
export const canConstrain = (trustDomain: string): boolean =>
  trustDomain.length <= 253 && DNS_NAME.test(trustDomain) && !ENDS_IN_NUMBER.test(trustDomain);

/**
 * Binds a CA to one trust domain: a critical name constraint that permits URIs of that host only (RFC 5280 4.2.1.10).
 * Verifiers that hold several CAs in one bag (Istio, Gateway API, Kuma 2) then refuse what this CA signs for another
 * mesh. Other kinds of names stay free.
 */
export function trustDomainConstraint(trustDomain: string): Extension {
  const base = new GeneralName({ uniformResourceIdentifier: trustDomain });
  const permittedSubtrees = new GeneralSubtrees([new GeneralSubtree({ base })]);
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(new NameConstraints({ permittedSubtrees })));
}
