import type { CheckedCluster, CheckedGateway, CheckedMesh } from "../../fabric/checked.js";
import { ServiceType } from "../../model/choices.js";
import { spiffeId } from "../../trust/spiffe-id.js";

/**
 * The identity that a gateway shows to other meshes: the service account of its name. Every target's gateways have it,
 * so that a caller need not know what realises them.
 */
export const gatewayIdentity = ({ mesh, namespace, objectName }: CheckedGateway): string =>
  spiffeId(mesh.trustDomain, namespace, objectName);

/** The name of a gateway in its own cluster: every target makes a Service of it. */
export const gatewayHost = ({
  objectName,
  namespace,
  mesh: { cluster },
}: Pick<CheckedGateway, "objectName" | "namespace"> & { mesh: { cluster: Pick<CheckedCluster, "domain"> } }): string =>
  `${objectName}.${namespace}.svc.${cluster.domain}`;

/** The node port of a port: listeners that share the one share the other, whichever of them names it. */
export const nodePortOf = ({ listeners }: Pick<CheckedGateway, "listeners">, port: number): number | undefined =>
  listeners.find((listener) => listener.port === port && listener.nodePort !== undefined)?.nodePort;

/** Where a mesh reaches a port of a gateway: at its Service inside one cluster, at its declared address from another. */
export function gatewayAddress(
  gateway: CheckedGateway,
  port: number,
  { cluster }: CheckedMesh,
): { host: string; port: number } {
  if (gateway.mesh.cluster.name === cluster.name) return { host: gatewayHost(gateway), port };
  const nodePort = gateway.service.type === ServiceType.NodePort ? nodePortOf(gateway, port) : undefined;
  return { host: gateway.address?.host ?? "", port: gateway.address?.port ?? nodePort ?? port };
}
