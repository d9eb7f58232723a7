import type { CheckedMesh } from "../../fabric/checked.js";
import { issuerName, rootName } from "../crossing/authorities.js";
import { crlBundle } from "../crossing/bundle.js";
import { managed } from "../crossing/metadata.js";
import { base64, certificatePem, privateKeyPem } from "../crossing/pem.js";
import type { EmittedObject } from "../emitted.js";
import { systemNamespaceOf } from "./api.js";

/**
 * The authority by which istiod signs the workloads of a mesh: the mesh's issuer, which signs leaves only. In the layout
 * of Istio's own, since in that of `kubernetes.io/tls` istiod looks for no revocation list.
 */
export function cacerts(mesh: CheckedMesh): EmittedObject {
  const issuer = issuerName(mesh);
  const root = rootName(mesh);
  const lists = crlBundle(mesh, [mesh]);
  return {
    owner: { kind: "meshes", name: mesh.name },
    id: "cacerts",
    cluster: mesh.cluster.name,
    object: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "cacerts", namespace: systemNamespaceOf(mesh), labels: managed },
      type: "Opaque",
      data: {
        "ca-cert.pem": base64(certificatePem(issuer)),
        "ca-key.pem": base64(privateKeyPem(issuer)),
        "cert-chain.pem": base64(certificatePem(issuer, root)),
        "root-cert.pem": base64(certificatePem(root)),
        ...(lists !== undefined && { "ca-crl.pem": base64(lists) }),
      },
    },
  };
}
