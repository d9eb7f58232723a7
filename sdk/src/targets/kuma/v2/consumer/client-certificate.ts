import { type Leaf, leafName } from "../../../crossing/authorities.js";
import { type EmittedObject, Pending } from "../../../emitted.js";
import { joinedName } from "../names.js";
import { kumaSecret } from "./kuma-secret.js";
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
  const { egress, door } = exit;
  const name = leafName(exitLeaf(exit));
  const names = clientSecretNames(exit);
  const certificate = new Pending([name], false, (material) => material[name]?.certificate ?? "");
  const key = new Pending([name], true, (material) => material[name]?.privateKey ?? "");
  return [
    [names.certificate, `${door.identityName}-certificate-secret`, certificate] as const,
    [names.key, `${door.identityName}-key-secret`, key] as const,
  ].map(([secret, id, value]) => ({
    owner: egress.owner,
    id,
    cluster: egress.mesh.cluster.name,
    object: kumaSecret(egress.mesh, secret, value),
  }));
}
