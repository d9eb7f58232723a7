import type { CheckedFabric, CheckedGateway } from "../../fabric/checked.js";
import { spiffeId } from "../../trust/spiffe-id.js";
import { ingressListeners } from "./envoy/ingress-listener.js";
import { ingressRoutes, routesFile } from "./envoy/ingress-routes.js";
import { serviceCluster } from "./envoy/clusters.js";
import { containerPortOf, type GatewayPod } from "./pod.js";

/** The identity of a gateway: its own service account. */
export const gatewayIdentity = ({ mesh, namespace, objectName }: CheckedGateway): string =>
  spiffeId(mesh.trustDomain, namespace, objectName);

/** Every mesh of the Fabric is believed for its own trust domain, so a caller without permission is known, and refused. */
const everyone = "all";

/** The node port of a port: listeners that share the one share the other, whichever of them names it. */
export const nodePortOf = ({ listeners }: Pick<CheckedGateway, "listeners">, port: number): number | undefined =>
  listeners.find((listener) => listener.port === port && listener.nodePort !== undefined)?.nodePort;

/** Takes calls of other meshes and passes what is permitted to services of its own. */
export function ingressPod(gateway: CheckedGateway, { meshes }: CheckedFabric): GatewayPod {
  const { name, objectName, namespace, mesh, listeners, service } = gateway;
  const exposes = listeners.flatMap((listener) => listener.exposes);
  const ports = [...new Set(listeners.map(({ port }) => port))];
  return {
    owner: { kind: "meshGateways", name },
    name: objectName,
    namespace,
    mesh,
    replicas: gateway.replicas,
    image: gateway.image,
    resources: gateway.resources,
    services: [
      {
        ...service,
        name: objectName,
        id: "service",
        ports: ports.map((port) => ({
          port,
          nodePort: nodePortOf(gateway, port),
          containerPort: containerPortOf(port),
        })),
      },
    ],
    listeners: ingressListeners(gateway, { certificate: objectName, peers: everyone }),
    clusters: exposes.map((expose) => serviceCluster(expose, mesh.cluster)),
    routes: Object.fromEntries(listeners.map((listener) => [routesFile(listener), ingressRoutes(gateway, listener)])),
    leaves: [
      {
        name: objectName,
        spiffeId: gatewayIdentity(gateway),
        dnsNames: [...new Set(listeners.flatMap(({ hostname }) => hostname ?? []))].sort(),
      },
    ],
    peers: [{ name: everyone, meshes, spiffeId: undefined }],
    callers: ports.map((port) => ({ containerPort: containerPortOf(port), from: undefined })),
    callees: [...new Set(exposes.map((expose) => expose.service.namespace))]
      .sort()
      .map((callee) => ({ namespace: callee, port: undefined })),
  };
}
