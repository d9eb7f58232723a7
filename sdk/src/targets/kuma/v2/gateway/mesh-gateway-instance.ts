import type { CheckedGateway } from "../../../../fabric/checked.js";
import { ServiceType } from "../../../../model/choices.js";
import type { KubeObject } from "../../../emitted.js";
import { limitsOf } from "../../../standalone/memory.js";
import { apiVersion, meshLabels } from "../metadata.js";

/** The pods and the Service, which Kuma makes of it under the same name. */
export const meshGatewayInstance = (gateway: CheckedGateway): KubeObject => {
  const { objectName, namespace, mesh, replicas, resources, service } = gateway;
  return {
    apiVersion,
    kind: "MeshGatewayInstance",
    metadata: { name: objectName, namespace, labels: meshLabels(mesh) },
    spec: {
      replicas,
      serviceType: service.type ?? ServiceType.ClusterIP,
      serviceTemplate: service.annotations && { metadata: { annotations: service.annotations } },
      resources: {
        requests: resources.requests ?? { cpu: "100m", memory: "128Mi" },
        limits: limitsOf({ resources }),
      },
    },
  };
};
