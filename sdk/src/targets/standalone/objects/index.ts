import type { EmittedObject, KubeObject } from "../../emitted.js";
import { type GatewayPod, resourceId } from "../pod.js";
import { autoscaler, disruptionBudget } from "./autoscaling.js";
import { certificateSecret, configMap, routeMaps } from "./config.js";
import { deployment } from "./deployment.js";
import { gatewayMetadata } from "../../crossing/metadata.js";
import { networkPolicy } from "./network-policy.js";
import { service } from "./service.js";

const serviceAccount = (pod: GatewayPod): KubeObject => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: gatewayMetadata(pod),
  automountServiceAccountToken: false,
});

/** Everything that a gateway's pods need, in the order in which it is made. */
export function podObjects(pod: GatewayPod): EmittedObject[] {
  const objects: [string, KubeObject][] = [
    ["service-account", serviceAccount(pod)],
    ...routeMaps(pod).map(([shard, object]): [string, KubeObject] => [`routes-${shard}`, object]),
    ["config", configMap(pod)],
    ["certificates", certificateSecret(pod)],
    ...pod.services.map((of): [string, KubeObject] => [of.id, service(pod, of)]),
    ["network-policy", networkPolicy(pod)],
    ["deployment", deployment(pod)],
    ...disruptionBudget(pod).map((budget): [string, KubeObject] => ["disruption-budget", budget]),
    ...autoscaler(pod).map((scaler): [string, KubeObject] => ["autoscaler", scaler]),
  ];
  return objects.map(([id, object]) => ({
    owner: pod.owner,
    id: resourceId(pod, id),
    cluster: pod.mesh.cluster.name,
    object,
  }));
}
