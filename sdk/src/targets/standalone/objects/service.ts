import { ServiceType } from "../../../model/choices.js";
import type { KubeObject } from "../../emitted.js";
import type { GatewayPod, PodService } from "../pod.js";
import { gatewayMetadata, gatewaySelector } from "../../crossing/metadata.js";

/** How callers find a gateway's pods. */
export function service(
  pod: GatewayPod,
  { name, type = ServiceType.ClusterIP, annotations, loadBalancerClass, ports, keepsSources = false }: PodService,
): KubeObject {
  const { labels, ...metadata } = gatewayMetadata(pod, name);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...metadata, labels: { ...labels, ...pod.sidecar?.labels }, ...(annotations && { annotations }) },
    spec: {
      type,
      loadBalancerClass,
      // only a node that has a pod answers then, and nothing in between changes the address
      externalTrafficPolicy: keepsSources && type !== ServiceType.ClusterIP ? "Local" : undefined,
      selector: gatewaySelector(pod.name),
      // Kubernetes picks node ports in this order, and could pick one that a later port names
      ports: [...ports].sort(namedFirst).map(({ port, containerPort, nodePort }) => ({
        name: `port-${port}`,
        port,
        targetPort: containerPort,
        nodePort,
        protocol: "TCP",
      })),
    },
  };
}

const namedFirst = (a: PodService["ports"][number], b: PodService["ports"][number]): number =>
  Number(b.nodePort !== undefined) - Number(a.nodePort !== undefined);
