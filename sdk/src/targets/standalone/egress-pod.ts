import { ServiceType } from "../../model/choices.js";
import type { EgressDoor, EgressGateway } from "../crossing/egress.js";
import type { FarEnd } from "../crossing/far-end.js";
import { gatewayCluster } from "./envoy/clusters.js";
import { egressListener } from "./envoy/egress-listener.js";
import { doorRoutes, doorRoutesFile } from "./envoy/egress-routes.js";
import { leafSecret, peersSecret, serverSecret } from "./envoy/files.js";
import { tracingCallees, tracingClusters, tracingFields } from "./envoy/tracing.js";
import { declaredPod, type GatewayPod, type PeerSet } from "./pod.js";
import { carriesBytes, upstreamsOf } from "./upstreams.js";

/**
 * Takes plain calls of its cluster's consumers and carries them to gateways of other meshes over mutual TLS. `sources`
 * are the addresses that calls come from; without any it is everybody whom the NetworkPolicy lets through.
 */
export function egressPod(
  { owner, name, namespace, mesh, declared, doors }: EgressGateway,
  sources: string[] = [],
): GatewayPod {
  const allPorts = doors.flatMap((door) => door.ports.map((entrance) => ({ door, ...entrance })));
  const used = allPorts.flatMap(({ door, routes }) =>
    routes.flatMap(upstreamsOf).map((upstream) => ({ certificate: door.identityName, upstream })),
  );
  const ends = used.flatMap(({ upstream }) => upstream.ends);
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
    listeners: allPorts.map(({ door, ...entrance }) => egressListener(door, entrance, sources, tracing)),
    clusters: [
      ...used.map(({ certificate, upstream }) =>
        gatewayCluster(upstream, (end) => ({
          certificate: shownSecret(end, leafSecret(certificate)),
          peers: peersSecret(end.peer),
        })),
      ),
      ...tracingClusters(declared?.tracing),
    ],
    routes: Object.fromEntries(
      allPorts
        .filter(({ routes }) => !routes.some(carriesBytes))
        .map(({ door, port, routes }) => [doorRoutesFile(door, port), doorRoutes(door, port, routes, mesh.cluster)]),
    ),
    leaves: uniqueByName(doors.map(doorLeaf)),
    servers: [...new Set(ends.flatMap(({ shows }) => (shows.identity ? [] : (shows.secretName ?? []))))].sort(),
    peers: uniqueByName(ends.map(peersOf)),
    callers: allPorts.map(({ door, containerPort }) => ({ containerPort, from: door.from ?? anyPod })),
    callees: [
      ...ends.flatMap(({ endpoints }) => endpoints.map(({ port }) => ({ namespace: undefined, port }))),
      ...tracingCallees(declared?.tracing),
    ],
  };
}

/** Every pod of the cluster, and nobody outside. */
const anyPod = { namespace: undefined, labels: {} };

const doorLeaf = ({ identityName, spiffeId }: EgressDoor): GatewayPod["leaves"][number] => ({
  name: identityName,
  spiffeId,
  dnsNames: [],
});

/** What a caller presents at a far end. */
const shownSecret = ({ shows }: FarEnd, identity: string): string | undefined =>
  shows.identity ? identity : shows.secretName && serverSecret(shows.secretName);

/** A far end, believed under its own name only. */
function peersOf({ peer: name, believes, serverName = "" }: FarEnd): PeerSet {
  switch (believes.kind) {
    case "mesh":
      return { name, meshes: [believes.mesh], identities: [{ exact: believes.spiffeId }] };
    case "identity": {
      const { trustDomain, bundle, spiffeId } = believes;
      return { name, meshes: [], bundles: [{ trustDomain, pem: bundle }], identities: [{ exact: spiffeId }] };
    }
    case "server":
      return { name, hostname: serverName, bundle: believes.bundle };
  }
}

const uniqueByName = <T extends { name: string }>(items: T[]): T[] => [
  ...new Map(items.map((item) => [item.name, item])).values(),
];
