import type { EgressDoor } from "../../crossing/egress.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { defaultDeny, policiesOf } from "../authorization.js";
import { principal } from "../ingress/rules.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { statusPort } from "../pod/ports.js";
import type { Exit } from "./entrance.js";

/** Who may go through the doors of an egress gateway: by identity, and by labels as far as the network sees them. */
export const exitAccess = ({ place, doors }: Exit): KubeObject[] => [
  defaultDeny(place),
  ...policiesOf(place, "doors", "ALLOW", doors.map(doorRule)),
  networkPolicy(place, doors),
];

/** A door is for consumers who are who its calls say they are. */
const doorRule = (door: EgressDoor): Tree => ({
  from: [{ source: { principals: [consumers(door)] } }],
  to: [{ operation: { ports: door.ports.map(({ containerPort }) => String(containerPort)) } }],
});

function consumers({ mesh, ports }: EgressDoor): string {
  const route = ports[0]?.routes[0];
  return principal({
    mesh: route?.mesh ?? mesh,
    namespace: route?.namespace,
    serviceAccount: route?.serviceAccount,
  });
}

/** Policy by identity knows no labels; the network does, where the CNI enforces it. */
const networkPolicy = (place: GatewayPlace, doors: EgressDoor[]): KubeObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: metadataOf(place),
  spec: {
    podSelector: { matchLabels: gatewaySelector(place.name) },
    policyTypes: ["Ingress"],
    ingress: [
      ...doors.map(({ ports, from }) => ({
        ports: ports.map(({ containerPort }) => tcp(containerPort)),
        from: [podsOf(from)],
      })),
      { ports: [tcp(statusPort)] },
      { ports: [tcp(mergedMetricsPort), tcp(envoyMetricsPort)], from: [podsOf(undefined)] },
    ],
  },
});

const mergedMetricsPort = 15020;
const envoyMetricsPort = 15090;

const tcp = (port: number): Tree => ({ port, protocol: "TCP" });

const podsOf = (from: EgressDoor["from"]): Tree => ({
  namespaceSelector: from?.namespace === undefined ? {} : { matchLabels: namespaceNamed(from.namespace) },
  ...(from !== undefined && Object.keys(from.labels).length > 0 && { podSelector: { matchLabels: from.labels } }),
});

const namespaceNamed = (namespace: string): Record<string, string> => ({ "kubernetes.io/metadata.name": namespace });
