import { hashedName } from "../../crossing/hashed-name.js";
import type { GatewayPlace } from "../../crossing/place.js";

/**
 * The name of a Service beside a Gateway's Envoys, which stand in one namespace with those of all other Gateways. The
 * end tells apart what reads the same, and what was cut.
 */
export const proxyServiceName = ({ namespace }: Pick<GatewayPlace, "namespace">, name: string): string =>
  hashedName(`${namespace}-${name}`, [namespace, name]);

/** The labels that Envoy Gateway gives to the pods of a Gateway. */
export const proxyLabels = ({ name, namespace }: Pick<GatewayPlace, "name" | "namespace">): Record<string, string> => ({
  "gateway.envoyproxy.io/owning-gateway-name": name,
  "gateway.envoyproxy.io/owning-gateway-namespace": namespace,
});

/** The label that pods of a Gateway have on implementations that run them beside it (GEP-1762). */
export const portableLabels = ({ name }: Pick<GatewayPlace, "name">): Record<string, string> => ({
  "gateway.networking.k8s.io/gateway-name": name,
});

/** Ports that Envoy Gateway keeps for itself in each pod: administration, metrics, shutdown, readiness. */
export const proxyPorts = { admin: 19000, metrics: 19001, shutdown: 19002, readiness: 19003 } as const;
