import type { CheckedListener, CheckedMesh } from "../../fabric/checked.js";
import { PermissionAction } from "../../model/choices.js";
import { callerIdentity } from "./envoy/caller-identity.js";
import type { PeerSet } from "./pod.js";

/** Every mesh of the Fabric is believed for its own trust domain, so a caller without permission is known, and refused. */
export const everyone = "all";

/** Whether no permission lets anybody in. */
export const isClosed = ({ permissions }: CheckedListener): boolean =>
  !permissions.some(({ action, callers }) => action === PermissionAction.Allow && callers.length > 0);

/** Whom a listener of connections believes: only callers that a permission names. */
export function listenerPeers({ name, permissions }: CheckedListener): PeerSet {
  const callers = permissions.flatMap((permission) =>
    permission.action === PermissionAction.Allow ? permission.callers : [],
  );
  const meshes = new Map<string, CheckedMesh>(callers.map(({ mesh }) => [mesh.name, mesh]));
  const identities = new Map(callers.map(callerIdentity).map((identity) => [JSON.stringify(identity), identity]));
  return {
    name: `listener-${name}`,
    meshes: [...meshes.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    identities: [...identities.values()],
  };
}
