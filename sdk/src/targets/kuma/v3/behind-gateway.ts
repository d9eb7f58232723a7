import type { CheckedExpose, CheckedGateway } from "../../../fabric/checked.js";
import { gatewayIdentity } from "../../crossing/gateway.js";
import { groupBy } from "../../crossing/group-by.js";
import { hashOf } from "../../crossing/hashed-name.js";
import type { KubeObject } from "../../emitted.js";
import { meshCircuitBreaker, meshRetry, meshTimeout } from "./objects/gateway-calls.js";
import { meshTrafficPermission } from "./objects/mesh-traffic-permission.js";

/** What a gateway needs to call services behind it: their proxies let it in, and it alone, and its own only passes on. */
export const gatewayObjects = (gateway: CheckedGateway): { id: string; object: KubeObject }[] => [
  { id: "timeout", object: meshTimeout(gateway) },
  { id: "retry", object: meshRetry(gateway) },
  { id: "circuit-breaker", object: meshCircuitBreaker(gateway) },
  ...backendPermissions(gateway),
];

const backendPermissions = (gateway: CheckedGateway): { id: string; object: KubeObject }[] =>
  groupBy(
    gateway.listeners.flatMap(({ exposes }) => exposes),
    placeOf,
  ).map(([expose]) => {
    const name = permissionName(gateway, expose);
    const proxies = { namespace: expose.service.namespace, labels: selectorOf(expose) };
    const object = meshTrafficPermission(gateway.mesh, name, proxies, { exactly: gatewayIdentity(gateway) });
    return { id: `permission.${expose.service.namespace}.${name}`, object };
  });

/** Exposes of the same pods need one permission. */
const placeOf = (expose: CheckedExpose): string =>
  JSON.stringify([expose.service.namespace, Object.entries(selectorOf(expose)).sort()]);

const selectorOf = ({ service }: CheckedExpose): Record<string, string> => service.selector ?? {};

const permissionName = ({ objectName, name }: CheckedGateway, expose: CheckedExpose): string =>
  expose.service.selector === undefined
    ? `isthmus-${objectName}`
    : `isthmus-${objectName}-${hashOf([name, placeOf(expose)])}`;
