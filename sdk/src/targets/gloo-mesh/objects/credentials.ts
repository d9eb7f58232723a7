import type { Leaf } from "../../crossing/authorities.js";
import { managed } from "../../crossing/metadata.js";
import type { EmittedObject } from "../../emitted.js";
import { believing, credentialSecret } from "../../istio/credentials.js";
import { hashedName } from "../names.js";
import type { Outlet, Passage } from "../passages.js";
import { clusterOf } from "../plane.js";
import { emitWhole } from "./emit.js";

/** A certificate that an egress gateway shows, by the identity under which calls leave. */
export const identityLeaf = ({ gateway, identity }: Passage): Leaf => ({
  owner: gateway.owner,
  id: `leaf.${identity.identityName}`,
  mesh: identity.mesh,
  namespace: gateway.namespace,
  gateway: gateway.name,
  name: identity.identityName,
  spiffeId: identity.spiffeId,
  dnsNames: [],
});

/** The Secret in the egress gateway's namespace that a connection is made with; undefined where public authorities do. */
export function credentialName({ gateway, identity }: Passage, { far }: Outlet): string | undefined {
  if (!far.shows.identity && far.shows.secretName !== undefined) return far.shows.secretName;
  if (far.believes.kind === "server" && far.believes.bundle === undefined) return undefined;
  const shown = far.shows.identity ? identity.identityName : null;
  return hashedName(`${gateway.name}-to-${far.peer}`, [gateway.name, gateway.mesh.name, shown, far.peer]);
}

/** The Secrets of a passage: what is shown to far ends, and who is believed there. */
export function credentials(passage: Passage): EmittedObject[] {
  const { gateway } = passage;
  return passage.outlets.flatMap((outlet) => {
    const name = credentialName(passage, outlet);
    if (name === undefined) return [];
    const { shows, believes } = outlet.far;
    // Istio looks for authorities in a Secret beside one that was brought
    const own = !shows.identity && shows.secretName !== undefined ? `${name}-cacert` : name;
    const secret = credentialSecret(
      { name: own, namespace: gateway.namespace, labels: managed },
      {
        leaf: shows.identity ? identityLeaf(passage) : undefined,
        believes:
          believes.kind === "mesh"
            ? believing(gateway.mesh, [believes.mesh])
            : { roots: believes.bundle ?? "", crls: undefined },
      },
    );
    return [emitWhole({ owner: gateway.owner, cluster: clusterOf(gateway.mesh) }, secret)];
  });
}
