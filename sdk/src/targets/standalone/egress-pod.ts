import type { CheckedRoute } from "../../fabric/checked.js";
import { ServiceType } from "../../model/mesh-gateway.js";
import type { EgressDoor, EgressGateway } from "./egress.js";
import { gatewayCluster } from "./envoy/clusters.js";
import { egressListener } from "./envoy/egress-listener.js";
import { doorRoutes, doorRoutesFile } from "./envoy/egress-routes.js";
import { leafSecret, peersSecret } from "./envoy/files.js";
import { gatewayIdentity, nodePortOf } from "./ingress-pod.js";
import type { GatewayPod, PeerSet } from "./pod.js";

/** Takes plain calls of its cluster's consumers and carries them to gateways of other meshes over mutual TLS. */
export function egressPod({ owner, name, namespace, mesh, declared, doors }: EgressGateway): GatewayPod {
  const allPorts = doors.flatMap((door) => door.ports.map((entrance) => ({ door, ...entrance })));
  const used = doors.flatMap((door) => door.ports.flatMap(({ routes }) => routes.map((route) => ({ door, route }))));
  return {
    owner,
    name,
    namespace,
    mesh,
    replicas: declared?.replicas ?? 2,
    image: declared?.image,
    resources: declared?.resources ?? {},
    services: doors.map((door) => ({
      type: ServiceType.ClusterIP,
      name: door.name,
      id: door.name === name ? "service" : `${door.name.slice(name.length + 1)}-service`,
      ports: door.ports.map(({ port, containerPort }) => ({ port, containerPort, nodePort: undefined })),
    })),
    listeners: allPorts.map(({ door, port, containerPort }) => egressListener(door, port, containerPort)),
    clusters: used.map(({ door, route }) =>
      gatewayCluster(route, upstreamAddress(route), {
        certificate: leafSecret(door.identityName),
        peers: peersSecret(peersOf(route).name),
        protocols: ["h2", "http/1.1"],
      }),
    ),
    routes: Object.fromEntries(
      allPorts.map(({ door, port, routes }) => [
        doorRoutesFile(door, port),
        doorRoutes(door, port, routes, mesh.cluster),
      ]),
    ),
    leaves: uniqueByName(doors.map(leafOf)),
    servers: [],
    peers: uniqueByName(used.map(({ route }) => peersOf(route))),
    callers: allPorts.map(({ door, containerPort }) => ({ containerPort, from: door.from ?? anyPod })),
    callees: used.map(({ route }) => ({ namespace: undefined, port: upstreamAddress(route).port })),
  };
}

/** Every pod of the cluster, and nobody outside. */
const anyPod = { namespace: undefined, labels: {} };

const leafOf = ({ identityName, spiffeId }: EgressDoor): GatewayPod["leaves"][number] => ({
  name: identityName,
  spiffeId,
  dnsNames: [],
});

/** The one gateway that a Route leads to, believed under its own identity only. */
const peersOf = ({ destination: { gateway } }: CheckedRoute): PeerSet => ({
  name: gateway.objectName,
  meshes: [gateway.mesh],
  identities: [{ exact: gatewayIdentity(gateway) }],
});

/** Where a Route's gateway is reached: its Service inside one cluster, its declared address from another. */
function upstreamAddress({ mesh, destination: { gateway, listener } }: CheckedRoute): { host: string; port: number } {
  const { address, objectName, namespace } = gateway;
  if (gateway.mesh.cluster.name === mesh.cluster.name) {
    return { host: `${objectName}.${namespace}.svc.${mesh.cluster.domain}`, port: listener.port };
  }
  const nodePort = gateway.service.type === ServiceType.NodePort ? nodePortOf(gateway, listener.port) : undefined;
  return { host: address?.host ?? "", port: address?.port ?? nodePort ?? listener.port };
}

const uniqueByName = <T extends { name: string }>(items: T[]): T[] => [
  ...new Map(items.map((item) => [item.name, item])).values(),
];
