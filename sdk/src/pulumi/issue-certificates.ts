import * as pulumi from "@pulumi/pulumi";
import type { EmittedCertificate, Owner } from "../targets/emitted.js";
import { GatewayCertificate, MeshIssuer, MeshRoot, RevocationList } from "./certificates/index.js";
import type { PendingMaterial } from "./kubernetes-resource.js";

/** Makes the certificates and revocation lists of a plan, each below its owner; an authority stands before what it signs. */
export function issueCertificates(
  certificates: EmittedCertificate[],
  parentOf: (owner: Owner) => { resource: pulumi.Resource; name: string },
): PendingMaterial {
  const material: PendingMaterial = {};
  const signer = (name: string): PendingMaterial[string] => {
    const found = material[name];
    if (found === undefined) throw new Error(`certificate "${name}" is signed before it is planned`);
    return found;
  };
  for (const { owner, id, name, profile } of certificates) {
    const { resource: parent, name: parentName } = parentOf(owner);
    const resourceName = `${parentName}-${id}`;
    switch (profile.kind) {
      case "root":
        material[name] = new MeshRoot(resourceName, { trustDomain: profile.trustDomain }, { parent });
        break;
      case "issuer": {
        const root = signer(profile.root);
        const args = { trustDomain: profile.trustDomain, rootCertificate: root.certificate, rootKey: root.privateKey };
        material[name] = new MeshIssuer(resourceName, args, { parent });
        break;
      }
      case "leaf": {
        const issuer = signer(profile.issuer);
        const { spiffeId, dnsNames, hours } = profile;
        const args = { spiffeId, dnsNames, hours, issuerCertificate: issuer.certificate, issuerKey: issuer.privateKey };
        material[name] = new GatewayCertificate(resourceName, args, { parent });
        break;
      }
      case "crl": {
        const authority = signer(profile.authority);
        const { trustDomain, revoked } = profile;
        const signs = { authorityCertificate: authority.certificate, authorityKey: authority.privateKey };
        const list = new RevocationList(resourceName, { trustDomain, revoked, ...signs }, { parent });
        material[name] = { certificate: list.crl, privateKey: pulumi.output("") };
        break;
      }
    }
  }
  return material;
}
