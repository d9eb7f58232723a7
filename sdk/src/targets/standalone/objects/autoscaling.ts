import type { KubeObject } from "../../emitted.js";
import type { GatewayPod } from "../pod.js";
import { gatewayMetadata, gatewaySelector } from "./metadata.js";

/** The fewest pods that a gateway has while none fails. */
const fewest = ({ replicas, autoscaling }: GatewayPod): number =>
  autoscaling === undefined ? replicas : (autoscaling.minReplicas ?? 2);

/** How many pods there are, where the declaration leaves it to what they use. */
export const autoscaler = (pod: GatewayPod): KubeObject[] =>
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
export const disruptionBudget = (pod: GatewayPod): KubeObject[] =>
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
