import type { CheckedRoute } from "../../../fabric/checked.js";
import { spiffeId, trustDomainId } from "../../../trust/spiffe-id.js";
import type { EgressDoor, EgressGateway } from "../../crossing/egress.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import { hashOf } from "../../crossing/hashed-name.js";
import type { KubeObject } from "../../emitted.js";
import { hostnameGenerator } from "./objects/hostname-generator.js";
import { doorCircuitBreaker } from "./objects/mesh-circuit-breaker.js";
import { doorTls } from "./objects/mesh-tls.js";
import { meshTrafficPermission, type PermittedCallers } from "./objects/mesh-traffic-permission.js";

/** What consumers need to find the doors of an egress gateway and to open them. */
export const doorObjects = (gateway: EgressGateway): { id: string; object: KubeObject }[] => [
  { id: "door-tls", object: doorTls(gateway) },
  { id: "door-circuit-breaker", object: doorCircuitBreaker(gateway) },
  ...gateway.doors.flatMap((door) => [...doorPermissions(gateway, door), ...doorHostnames(gateway, door)]),
];

const doorPermissions = (gateway: EgressGateway, door: EgressDoor): { id: string; object: KubeObject }[] =>
  door.ports.flatMap(({ port, containerPort, routes: [route] }) => {
    if (route === undefined) return [];
    const proxies = { namespace: gateway.namespace, labels: gatewaySelector(gateway.name), containerPort };
    const object = meshTrafficPermission(gateway.mesh, permissionName(gateway, door, port), proxies, consumers(route));
    return [{ id: `permission.${door.name}.${port}`, object }];
  });

/** Kuma repeats a name in a label, so that it has 63 characters at most; a door's may have as many by itself. */
const permissionName = ({ name }: EgressGateway, door: EgressDoor, port: number): string =>
  `isthmus-${name}-${hashOf([door.name, port])}`;

/**
 * Who may open a door. Identities of a trust domain are `/ns/NAMESPACE/sa/SERVICE-ACCOUNT` and nothing else, by our
 * MeshIdentity; so no namespace begins like another one up to `/sa`, nor a trust domain up to `/ns`. Kuma would not
 * take the `/` behind.
 */
function consumers({ mesh: { trustDomain }, namespace, serviceAccount }: CheckedRoute): PermittedCallers {
  if (namespace === undefined) return { startingWith: `${trustDomainId(trustDomain)}/ns` };
  return serviceAccount === undefined
    ? { startingWith: `${trustDomainId(trustDomain)}/ns/${namespace}/sa` }
    : { exactly: spiffeId(trustDomain, namespace, serviceAccount) };
}

const doorHostnames = (gateway: EgressGateway, door: EgressDoor): { id: string; object: KubeObject }[] =>
  [...new Set(door.ports.flatMap(({ routes }) => routes.map(({ hostname }) => hostname)))]
    .sort()
    .map((hostname) => ({ id: `hostname.${hostname}`, object: hostnameGenerator(gateway, door, hostname) }));
