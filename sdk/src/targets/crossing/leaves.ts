import type { CheckedGateway } from "../../fabric/checked.js";
import type { Leaf } from "./authorities.js";
import type { EgressDoor } from "./egress.js";
import { gatewayIdentity } from "./gateway.js";
import type { GatewayPlace } from "./place.js";

/** The certificate under which calls through a door leave. */
export const doorLeaf = ({ owner, namespace, name }: GatewayPlace, door: EgressDoor): Leaf => ({
  owner,
  id: `egress-${door.identityName === name ? "certificate" : `${door.identityName}-certificate`}`,
  mesh: door.mesh,
  namespace,
  gateway: name,
  name: door.identityName,
  spiffeId: door.spiffeId,
  dnsNames: [],
});

/** The certificate that an ingress gateway shows other meshes, for all hostnames under which they call it. */
export const ingressLeaf = (gateway: CheckedGateway): Leaf => {
  const { name, objectName, namespace, mesh, listeners } = gateway;
  return {
    owner: { kind: "meshGateways", name },
    id: "certificate",
    mesh,
    namespace,
    gateway: objectName,
    name: objectName,
    spiffeId: gatewayIdentity(gateway),
    dnsNames: [...new Set(listeners.flatMap(({ crossMesh, hostname }) => (crossMesh ? (hostname ?? []) : [])))].sort(),
  };
};
