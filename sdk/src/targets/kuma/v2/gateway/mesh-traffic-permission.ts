import type { CheckedGateway } from "../../../../fabric/checked.js";
import type { ServiceReference } from "../../../../model/expose.js";
import type { KubeObject } from "../../../emitted.js";
import { apiVersion, systemMetadata } from "../metadata.js";
import { gatewayTag, joinedName, serviceTag } from "../names.js";

/** Lets a gateway, and nobody else whom nothing else lets in, call one port of one service. */
export const meshTrafficPermission = (gateway: CheckedGateway, service: ServiceReference): KubeObject => ({
  apiVersion,
  kind: "MeshTrafficPermission",
  metadata: systemMetadata(gateway.mesh, joinedName(gateway.objectName, serviceTag(service))),
  spec: {
    targetRef: { kind: "MeshSubset", tags: { "kuma.io/service": serviceTag(service) } },
    from: [
      {
        targetRef: { kind: "MeshSubset", tags: { "kuma.io/service": gatewayTag(gateway) } },
        default: { action: "Allow" },
      },
    ],
  },
});
