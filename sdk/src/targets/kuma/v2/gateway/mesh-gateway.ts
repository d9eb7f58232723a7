import type { CheckedGateway, CheckedListener } from "../../../../fabric/checked.js";
import type { KubeObject } from "../../../emitted.js";
import { apiVersion, meshLabels } from "../metadata.js";
import { gatewayTag } from "../names.js";

/** By which a MeshHTTPRoute finds one listener of a gateway. */
export const listenerTags = ({ name }: CheckedListener) => ({ listener: name });

/** By which a MeshTimeout and a MeshRetry find the listeners at one port. */
export const portTags = (port: number) => ({ port: String(port) });

/** The listeners. Kuma's HTTP is right for one that is `crossMesh`: the mesh's mutual TLS comes with that. */
export const meshGateway = (gateway: CheckedGateway): KubeObject => ({
  apiVersion,
  kind: "MeshGateway",
  mesh: gateway.mesh.objectName,
  metadata: { name: gateway.objectName, labels: meshLabels(gateway.mesh) },
  spec: {
    selectors: [{ match: { "kuma.io/service": gatewayTag(gateway) } }],
    conf: {
      listeners: gateway.listeners.map((listener) => ({
        port: listener.port,
        protocol: "HTTP",
        crossMesh: listener.crossMesh,
        hostname: listener.hostname,
        tags: { ...listenerTags(listener), ...portTags(listener.port) },
        resources: listener.maxConnections === undefined ? undefined : { connectionLimit: listener.maxConnections },
      })),
    },
  },
});
