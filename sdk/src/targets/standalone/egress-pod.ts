import type { CheckedMesh, CheckedOffer } from "../../fabric/checked.js";
import { ServiceType } from "../../model/choices.js";
import type { EgressDoor, EgressGateway } from "./egress.js";
import { gatewayCluster } from "./envoy/clusters.js";
import { egressListener } from "./envoy/egress-listener.js";
import { doorRoutes, doorRoutesFile } from "./envoy/egress-routes.js";
import { leafSecret, peersSecret } from "./envoy/files.js";
import { tracingCallees, tracingClusters, tracingFields } from "./envoy/tracing.js";
import { gatewayIdentity, nodePortOf } from "./ingress-pod.js";
import { declaredPod, type GatewayPod, type PeerSet } from "./pod.js";
import { carriesBytes, upstreamsOf } from "./upstreams.js";

/** Takes plain calls of its cluster's consumers and carries them to gateways of other meshes over mutual TLS. */
export function egressPod({ owner, name, namespace, mesh, declared, doors }: EgressGateway): GatewayPod {
  const allPorts = doors.flatMap((door) => door.ports.map((entrance) => ({ door, ...entrance })));
  const used = allPorts.flatMap(({ door, routes }) =>
    routes.flatMap(upstreamsOf).map((upstream) => ({ certificate: door.identityName, upstream })),
  );
  const offers = used.flatMap(({ upstream }) => upstream.offers);
  const tracing = tracingFields(declared?.tracing, name);
  return {
    owner,
    name,
    namespace,
    mesh,
    ...declaredPod(declared),
    services: doors.map((door) => ({
      type: ServiceType.ClusterIP,
      name: door.name,
      id: door.name === name ? "service" : `${door.name.slice(name.length + 1)}-service`,
      ports: door.ports.map(({ port, containerPort }) => ({ port, containerPort, nodePort: undefined })),
    })),
    listeners: allPorts.map(({ door, ...entrance }) => egressListener(door, entrance, tracing)),
    clusters: [
      ...used.map(({ certificate, upstream }) =>
        gatewayCluster(upstream, (offer) => ({
          ...gatewayAddress(offer, mesh),
          secrets: { certificate: leafSecret(certificate), peers: peersSecret(peersOf(offer).name) },
        })),
      ),
      ...tracingClusters(declared?.tracing),
    ],
    routes: Object.fromEntries(
      allPorts
        .filter(({ routes }) => !routes.some(carriesBytes))
        .map(({ door, port, routes }) => [doorRoutesFile(door, port), doorRoutes(door, port, routes, mesh.cluster)]),
    ),
    leaves: uniqueByName(doors.map(leafOf)),
    servers: [],
    peers: uniqueByName(offers.map(peersOf)),
    callers: allPorts.map(({ door, containerPort }) => ({ containerPort, from: door.from ?? anyPod })),
    callees: [
      ...offers.map((offer) => ({ namespace: undefined, port: gatewayAddress(offer, mesh).port })),
      ...tracingCallees(declared?.tracing),
    ],
  };
}

/** Every pod of the cluster, and nobody outside. */
const anyPod = { namespace: undefined, labels: {} };

const leafOf = ({ identityName, spiffeId }: EgressDoor): GatewayPod["leaves"][number] => ({
  name: identityName,
  spiffeId,
  dnsNames: [],
});

/** The gateway of an offer, believed under its own identity only. */
const peersOf = ({ gateway }: CheckedOffer): PeerSet => ({
  name: gateway.objectName,
  meshes: [gateway.mesh],
  identities: [{ exact: gatewayIdentity(gateway) }],
});

/** Where the gateway of an offer is reached: its Service inside one cluster, its declared address from another. */
function gatewayAddress({ gateway, listener }: CheckedOffer, { cluster }: CheckedMesh): { host: string; port: number } {
  const { address, objectName, namespace } = gateway;
  if (gateway.mesh.cluster.name === cluster.name) {
    return { host: `${objectName}.${namespace}.svc.${cluster.domain}`, port: listener.port };
  }
  const nodePort = gateway.service.type === ServiceType.NodePort ? nodePortOf(gateway, listener.port) : undefined;
  return { host: address?.host ?? "", port: address?.port ?? nodePort ?? listener.port };
}

const uniqueByName = <T extends { name: string }>(items: T[]): T[] => [
  ...new Map(items.map((item) => [item.name, item])).values(),
];
