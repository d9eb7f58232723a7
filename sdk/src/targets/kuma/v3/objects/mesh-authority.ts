import type { CheckedMesh } from "../../../../fabric/checked.js";
import { issuerName } from "../../../crossing/authorities.js";
import { type KubeObject, Pending } from "../../../emitted.js";
import { kumaMesh, systemMetadata } from "./metadata.js";

/** The Secrets with the mesh's issuer, as MeshIdentity names them. */
export const authoritySecrets = (mesh: CheckedMesh): { certificate: string; privateKey: string } => ({
  certificate: `${kumaMesh(mesh)}-isthmus-issuer`,
  privateKey: `${kumaMesh(mesh)}-isthmus-issuer-key`,
});

/**
 * The certificate of the mesh's issuer, and its key. Kuma takes no certificate that signed itself, so the root stays
 * away.
 */
export function authorityObjects(mesh: CheckedMesh): { certificate: KubeObject; privateKey: KubeObject } {
  const names = authoritySecrets(mesh);
  const issuer = issuerName(mesh);
  return {
    certificate: secret(
      mesh,
      names.certificate,
      new Pending([issuer], false, (material) => btoa(material[issuer]?.certificate ?? "")),
    ),
    privateKey: secret(
      mesh,
      names.privateKey,
      new Pending([issuer], true, (material) => btoa(material[issuer]?.privateKey ?? "")),
    ),
  };
}

/** Kuma reads a Secret of this type, by this one key. */
const secret = (mesh: CheckedMesh, name: string, value: Pending): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: systemMetadata(mesh, name),
  type: "system.kuma.io/secret",
  data: { value },
});
