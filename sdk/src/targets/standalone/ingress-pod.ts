import type { CheckedFabric, CheckedGateway } from "../../fabric/checked.js";
import { gatewayIdentity, nodePortOf } from "../crossing/gateway.js";
import { hasRequests } from "./envoy/ingress/kind.js";
import { ingressListeners } from "./envoy/ingress/listeners.js";
import { ingressRoutes } from "./envoy/ingress/routes.js";
import { serviceCluster } from "./envoy/clusters.js";
import { keyClusters, keyPorts } from "./envoy/policy/token-filter.js";
import { tracingCallees, tracingClusters } from "./envoy/tracing.js";
import { everyone, isClosed, listenerPeers } from "./peers.js";
import { declaredPod, type GatewayPod } from "./pod.js";
import { containerPortOf } from "../crossing/container-ports.js";

/** Takes calls of other meshes and passes what is permitted to services of its own. */
export function ingressPod(gateway: CheckedGateway, { meshes }: CheckedFabric): GatewayPod {
  const { name, objectName, namespace, mesh, listeners, service } = gateway;
  const exposes = listeners.flatMap((listener) => listener.exposes);
  const own = listeners.filter(({ crossMesh }) => crossMesh);
  const ports = [...new Set(listeners.map(({ port }) => port))];
  return {
    owner: { kind: "meshGateways", name },
    name: objectName,
    namespace,
    mesh,
    ...declaredPod(gateway),
    services: [
      {
        ...service,
        keepsSources: listeners.some(({ sourceRanges }) => sourceRanges !== undefined),
        name: objectName,
        id: "service",
        ports: ports.map((port) => ({
          port,
          nodePort: nodePortOf(gateway, port),
          containerPort: containerPortOf(port),
        })),
      },
    ],
    listeners: ingressListeners(gateway),
    clusters: [
      ...exposes.map((expose) => serviceCluster(expose, mesh.cluster)),
      ...keyClusters(listeners),
      ...tracingClusters(gateway.tracing),
    ],
    routes: ingressRoutes(gateway),
    leaves: [
      {
        name: objectName,
        spiffeId: gatewayIdentity(gateway),
        dnsNames: [...new Set(own.flatMap(({ hostname }) => hostname ?? []))].sort(),
      },
    ],
    servers: [...new Set(listeners.flatMap(({ tls }) => tls?.secretName ?? []))].sort(),
    peers: [
      { name: everyone, meshes, identities: undefined },
      ...own.filter((listener) => !hasRequests(listener) && !isClosed(listener)).map(listenerPeers),
    ],
    callers: ports.map((port) => ({ containerPort: containerPortOf(port), from: undefined })),
    callees: [
      ...[...new Set(exposes.map((expose) => expose.service.namespace))]
        .sort()
        .map((callee) => ({ namespace: callee, port: undefined })),
      ...keyPorts(listeners).map((port) => ({ namespace: undefined, port })),
      ...tracingCallees(gateway.tracing),
    ],
  };
}
