import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import { object } from "./objects.js";

export const core = "gateway.networking.k8s.io/v1";
export const envoyGateway = "gateway.envoyproxy.io/v1alpha1";

/** What a cluster has once for each Gateway: pods, and a Service with a known name. */
export const proxy = (name: string, namespace: string): KubeObject =>
  object(
    envoyGateway,
    "EnvoyProxy",
    { name, namespace },
    {
      provider: {
        type: "Kubernetes",
        kubernetes: {
          envoyDeployment: { replicas: 2 },
          envoyService: { name: `${namespace}-${name}`, type: "ClusterIP" },
          envoyPDB: { maxUnavailable: 1 },
        },
      },
    },
  );

export const gateway = (name: string, namespace: string, spec: { [field: string]: Tree }): KubeObject =>
  object(
    core,
    "Gateway",
    { name, namespace },
    {
      gatewayClassName: "envoy-gateway",
      infrastructure: { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name } },
      ...spec,
    },
  );
