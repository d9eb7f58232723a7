import { ServiceType } from "../../../model/choices.js";
import type { KubeObject } from "../../emitted.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import type { GatewayPort } from "./ports.js";

/** How callers find a gateway's pods. */
export function service(place: GatewayPlace, ports: GatewayPort[], keepsSources: boolean): KubeObject {
  const { type = ServiceType.ClusterIP, annotations, loadBalancerClass } = place.declared?.service ?? {};
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...metadataOf(place), ...(annotations && { annotations }) },
    spec: {
      type,
      loadBalancerClass,
      // only a node that has a pod answers then, and nothing in between changes the address
      externalTrafficPolicy: keepsSources && type !== ServiceType.ClusterIP ? "Local" : undefined,
      selector: gatewaySelector(place.name),
      // Kubernetes picks node ports in this order, and could pick one that a later port names
      ports: [...ports].sort(namedFirst).map(({ port, protocol, containerPort, nodePort }) => ({
        name: `${protocol}-${port}`,
        port,
        targetPort: containerPort,
        nodePort,
        protocol: "TCP",
      })),
    },
  };
}

const namedFirst = (a: GatewayPort, b: GatewayPort): number =>
  Number(b.nodePort !== undefined) - Number(a.nodePort !== undefined);
