import { images } from "../cluster/images.js";
import { controllerName, gatewayClass, namespace } from "./names.js";

const name = "test-cluster";

/** A class whose Envoys come from the test cluster's images; they listen on ClusterIPs, as there is no load balancer. */
export const gatewayClassObjects = (): object[] => [
  {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "EnvoyProxy",
    metadata: { name, namespace },
    spec: {
      shutdown: { drainTimeout: "5s", minDrainDuration: "0s" },
      provider: {
        type: "Kubernetes",
        kubernetes: {
          envoyDeployment: {
            container: { image: images.envoy, resources: { requests: { cpu: "10m", memory: "64Mi" } } },
          },
          envoyService: { type: "ClusterIP" },
        },
      },
    },
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "GatewayClass",
    metadata: { name: gatewayClass },
    spec: {
      controllerName,
      parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name, namespace },
    },
  },
];
