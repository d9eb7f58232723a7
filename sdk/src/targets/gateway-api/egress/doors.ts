import type { CheckedRoute } from "../../../fabric/checked.js";
import type { EgressDoor } from "../../crossing/egress.js";
import { carriesBytes } from "../../standalone/upstreams.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { managed } from "../../crossing/metadata.js";
import { proxyNamespace } from "../api.js";
import type { ListenerEntry } from "../listeners.js";
import type { GatewayPlace } from "../../crossing/place.js";
import { alias } from "../proxy/front-service.js";
import { proxyLabels, proxyPorts, proxyServiceName } from "../proxy/names.js";

/** What a door adds to the name of its Gateway; no door is called `all`, since those of some callers end in a hash. */
export const doorPart = ({ name }: Pick<GatewayPlace, "name">, door: Pick<EgressDoor, "name">): string =>
  door.name === name ? "all" : door.name.slice(name.length + 1);

/** The listener of a door's port. */
export const doorListener = (place: GatewayPlace, door: EgressDoor, port: number): string =>
  `${doorPart(place, door)}.${port}`;

/** A door's ports as listeners: plain, since consumers and gateway are of one cluster. */
export const doorListeners = (place: GatewayPlace, door: EgressDoor): ListenerEntry[] =>
  door.ports.map(({ port, containerPort, routes }) => ({
    name: doorListener(place, door, port),
    port: containerPort,
    protocol: takesBytes(routes) ? "TCP" : "HTTP",
  }));

/** Whether Routes pass connections on as they are; those of one port of a door do all or none. */
export const takesBytes = (routes: CheckedRoute[]): boolean => routes.some(carriesBytes);

/** A door among Services beside the Envoys, of which one has the Gateway's own name already. */
const besideEnvoys = ({ name }: GatewayPlace, door: EgressDoor): string =>
  door.name === name ? `${name}-door` : door.name;

/** A door as a Service beside the Envoys, and under its own name in the Gateway's namespace. */
export const doorServices = (place: GatewayPlace, door: EgressDoor): KubeObject[] => [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: proxyServiceName(place, besideEnvoys(place, door)),
      namespace: proxyNamespace(place.mesh.target),
      labels: managed,
    },
    spec: {
      type: "ClusterIP",
      selector: proxyLabels(place),
      ports: door.ports.map(({ port, containerPort }) => ({
        name: `port-${port}`,
        port,
        targetPort: containerPort,
        protocol: "TCP",
      })),
    },
  },
  alias(place, door.name, besideEnvoys(place, door)),
];

/** Each door takes its own consumers alone. It counts where the CNI enforces it. */
export const doorPolicy = (place: GatewayPlace, doors: EgressDoor[]): KubeObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: {
    name: proxyServiceName(place, place.name),
    namespace: proxyNamespace(place.mesh.target),
    labels: managed,
  },
  spec: {
    podSelector: { matchLabels: proxyLabels(place) },
    policyTypes: ["Ingress"],
    ingress: [
      ...doors.flatMap(({ from, ports }) =>
        ports.map(({ containerPort }) => ({ ports: [tcp(containerPort)], from: [podsOf(from)] })),
      ),
      {
        ports: [tcp(proxyPorts.metrics), tcp(proxyPorts.shutdown), tcp(proxyPorts.readiness)],
        from: [podsOf(undefined)],
      },
    ],
  },
});

const tcp = (port: number): Tree => ({ port, protocol: "TCP" });

const podsOf = (from: EgressDoor["from"]): Tree => ({
  namespaceSelector:
    from?.namespace === undefined ? {} : { matchLabels: { "kubernetes.io/metadata.name": from.namespace } },
  podSelector: from === undefined || Object.keys(from.labels).length === 0 ? undefined : { matchLabels: from.labels },
});
