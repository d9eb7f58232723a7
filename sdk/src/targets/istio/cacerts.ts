import type { CheckedMesh } from "../../fabric/checked.js";
import { issuerName, rootName } from "../crossing/authorities.js";
import { crlBundle } from "../crossing/bundle.js";
import { managed } from "../crossing/metadata.js";
import { type EmittedObject, Pending } from "../emitted.js";
import { systemNamespaceOf } from "./api.js";
import { base64 } from "./credentials.js";

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
        "ca-cert.pem": certificates(issuer),
        "ca-key.pem": new Pending([issuer], true, (material) => btoa(material[issuer]?.privateKey ?? "")),
        "cert-chain.pem": certificates(issuer, root),
        "root-cert.pem": certificates(root),
        ...(lists !== undefined && { "ca-crl.pem": base64(lists) }),
      },
    },
  };
}

const certificates = (...names: string[]): Pending =>
  new Pending(names, false, (material) => btoa(names.map((name) => material[name]?.certificate ?? "").join("")));
