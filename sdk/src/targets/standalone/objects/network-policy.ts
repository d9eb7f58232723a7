import type { KubeObject, Tree } from "../../emitted.js";
import { type GatewayPod, metricsPort, type PodCallee, type PodCallers, readinessPort } from "../pod.js";
import { containerPortOf } from "../../crossing/container-ports.js";
import { gatewayMetadata, gatewaySelector } from "../../crossing/metadata.js";

/** Who may open connections to a gateway, and where it may open its own. It counts where the CNI enforces it. */
export const networkPolicy = (pod: GatewayPod): KubeObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: gatewayMetadata(pod),
  spec: {
    podSelector: { matchLabels: gatewaySelector(pod.name) },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      ...pod.callers.map(ingressRule),
      { ports: [tcp(readinessPort)] },
      // what Prometheus may read, any pod of the cluster may, and nobody outside
      { ports: [tcp(metricsPort)], from: [podsOf({ namespace: undefined, labels: {} })] },
    ],
    egress: [{ ports: [{ port: 53, protocol: "UDP" }, tcp(53)] }, ...unique(pod.callees.map(egressRule))],
  },
});

const tcp = (port: number): Tree => ({ port, protocol: "TCP" });

const ingressRule = ({ containerPort, from }: PodCallers): Tree => ({
  ports: [tcp(containerPort)],
  ...(from !== undefined && { from: [podsOf(from)] }),
});

const podsOf = ({ namespace, labels }: NonNullable<PodCallers["from"]>): Tree => ({
  namespaceSelector: namespace === undefined ? {} : namespaceNamed(namespace),
  ...(Object.keys(labels).length > 0 && { podSelector: { matchLabels: labels } }),
});

/** A policy sees the pod behind a Service, whose port may be another one. */
const egressRule = ({ namespace, port }: PodCallee): Tree => ({
  ...(port !== undefined && { ports: [...new Set([port, containerPortOf(port)])].map(tcp) }),
  ...(namespace !== undefined && { to: [{ namespaceSelector: namespaceNamed(namespace) }] }),
});

const namespaceNamed = (namespace: string): Tree => ({ matchLabels: { "kubernetes.io/metadata.name": namespace } });

const unique = (rules: Tree[]): Tree[] => [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
