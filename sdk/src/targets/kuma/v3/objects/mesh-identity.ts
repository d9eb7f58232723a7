import type { CheckedMesh } from "../../../../fabric/checked.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { authoritySecrets } from "./mesh-authority.js";
import { kumaApi, kumaMesh, systemMetadata } from "./metadata.js";

/**
 * Gives each workload of the mesh the identity `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`, from the mesh's
 * own issuer. What is believed is said by a MeshTrust of ours: Kuma's would hold the issuer only.
 */
export function meshIdentity(mesh: CheckedMesh): KubeObject {
  const { certificate, privateKey } = authoritySecrets(mesh);
  return {
    apiVersion: kumaApi,
    kind: "MeshIdentity",
    metadata: systemMetadata(mesh, `${kumaMesh(mesh)}-isthmus`),
    spec: {
      selector: { dataplane: { matchLabels: {} } },
      spiffeID: { trustDomain: mesh.trustDomain, path: "/ns/{{ .Namespace }}/sa/{{ .ServiceAccount }}" },
      provider: {
        type: "Bundled",
        bundled: {
          meshTrustCreation: "Disabled",
          // as Kuma's webhook writes it, so that what is read again is what was applied
          certificateParameters: { expiry: `${mesh.trust.leafHours}h0m0s` },
          ca: { certificate: inSecret(certificate), privateKey: inSecret(privateKey) },
        },
      },
    },
  };
}

const inSecret = (name: string): Tree => ({ type: "Secret", secretRef: { kind: "Secret", name } });
