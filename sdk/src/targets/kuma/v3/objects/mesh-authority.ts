import type { CheckedMesh } from "../../../../fabric/checked.js";
import { issuerName } from "../../../crossing/authorities.js";
import { certificatePem, privateKeyPem } from "../../../crossing/pem.js";
import type { KubeObject } from "../../../emitted.js";
import { kumaSecret } from "../../kuma-secret.js";
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
  const { certificate, privateKey } = authoritySecrets(mesh);
  const issuer = issuerName(mesh);
  return {
    certificate: kumaSecret(systemMetadata(mesh, certificate), certificatePem(issuer)),
    privateKey: kumaSecret(systemMetadata(mesh, privateKey), privateKeyPem(issuer)),
  };
}
