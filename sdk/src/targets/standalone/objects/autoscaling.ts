import type { KubeObject } from "../../emitted.js";
import type { GatewayPod } from "../pod.js";
import { gatewayMetadata, gatewaySelector } from "../../crossing/metadata.js";

/** What decides how many pods a gateway has. */
type ScaledPod = Pick<GatewayPod, "name" | "namespace" | "replicas" | "autoscaling">;

/** The fewest pods that a gateway has while none fails. */
const fewest = ({ replicas, autoscaling }: ScaledPod): number =>
  autoscaling === undefined ? replicas : (autoscaling.minReplicas ?? 2);

/** How many pods there are, where the declaration leaves it to what they use. */
export const autoscaler = (pod: ScaledPod): KubeObject[] =>
  pod.autoscaling === undefined
    ? []
    : [
        {
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          metadata: gatewayMetadata(pod),
          spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: pod.name },
            minReplicas: fewest(pod),
            maxReplicas: pod.autoscaling.maxReplicas,
            metrics: [
              {
                type: "Resource",
                resource: {
                  name: "cpu",
                  target: { type: "Utilization", averageUtilization: pod.autoscaling.cpuUtilization ?? 70 },
                },
              },
            ],
          },
        },
      ];

/** Whoever empties nodes takes one pod at a time. A gateway of one pod has none to spare, so nothing is promised. */
export const disruptionBudget = (pod: ScaledPod): KubeObject[] =>
  fewest(pod) === 1
    ? []
    : [
        {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: gatewayMetadata(pod),
          spec: { maxUnavailable: 1, selector: { matchLabels: gatewaySelector(pod.name) } },
        },
      ];
