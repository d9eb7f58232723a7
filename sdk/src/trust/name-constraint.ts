import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from "@peculiar/asn1-x509";
import { Extension } from "./x509.js";

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
