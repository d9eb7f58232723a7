import { type Leaf, leafName } from "../../../crossing/authorities.js";
import { certificatePem, privateKeyPem } from "../../../crossing/pem.js";
import type { EmittedObject, Pending } from "../../../emitted.js";
import { kumaSecret } from "../../kuma-secret.js";
import { systemMetadata } from "../metadata.js";
import { joinedName } from "../names.js";
import type { Exit } from "./uses.js";

/** What the mesh shows to others, in place of the workload that calls. */
export const exitLeaf = ({ egress: { owner, mesh, namespace, name }, door }: Exit): Leaf => ({
  owner,
  id: `${door.identityName}-certificate`,
  mesh,
  namespace,
  gateway: name,
  name: door.identityName,
  spiffeId: door.spiffeId,
  dnsNames: [],
});

/** The Secrets of its certificate and its key, by name. */
export const clientSecretNames = ({ egress: { mesh, name }, door }: Exit): { certificate: string; key: string } => ({
  certificate: joinedName(mesh.objectName, name, door.identityName, "certificate"),
  key: joinedName(mesh.objectName, name, door.identityName, "key"),
});

/** They stand in the system's namespace, where Kuma alone reads them. */
export function clientSecrets(exit: Exit): EmittedObject[] {
  const { owner, mesh } = exit.egress;
  const { identityName } = exit.door;
  const { certificate, key } = clientSecretNames(exit);
  const leaf = leafName(exitLeaf(exit));
  const secret = (part: string, name: string, value: Pending): EmittedObject => ({
    owner,
    id: `${identityName}-${part}-secret`,
    cluster: mesh.cluster.name,
    object: kumaSecret(systemMetadata(mesh, name), value),
  });
  return [secret("certificate", certificate, certificatePem(leaf)), secret("key", key, privateKeyPem(leaf))];
}
