import type { KubeObject } from "../../emitted.js";
import { gatewayMetadata } from "../../crossing/metadata.js";
import { isEnvoyGateway, proxyNamespace } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { portableLabels, proxyServiceName } from "./names.js";

/**
 * `NAME.NAMESPACE`, where every mesh of the cluster looks for a gateway. Envoy Gateway runs Envoys in a namespace of its
 * own, so it is another name of the Service there; other implementations run them beside the Gateway (GEP-1762).
 */
export const frontService = (place: GatewayPlace, ports: number[]): KubeObject =>
  isEnvoyGateway(place.mesh.target)
    ? alias(place, place.name)
    : {
        apiVersion: "v1",
        kind: "Service",
        metadata: metadataOf(place),
        spec: {
          type: "ClusterIP",
          selector: portableLabels(place),
          ports: [...new Set(ports)].map((port) => ({ name: `port-${port}`, port, targetPort: port, protocol: "TCP" })),
        },
      };

/** A Service of a Gateway's namespace that leads to the one of Envoy Gateway's namespace which is known there by `there`. */
export const alias = (place: GatewayPlace, name: string, there: string = name): KubeObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: gatewayMetadata(place, name),
  spec: {
    type: "ExternalName",
    externalName: `${proxyServiceName(place, there)}.${proxyNamespace(place.mesh.target)}.svc.${place.mesh.cluster.domain}`,
  },
});
