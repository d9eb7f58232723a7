import type { Tree } from "../../emitted.js";
import type { GatewayPod } from "../pod.js";
import { gatewaySelector } from "../../crossing/metadata.js";

/** Where pods may run: on what Envoy is built for, and apart from each other where there is room. */
export const placement = ({
  name,
  nodeSelector,
  priorityClassName,
}: Pick<GatewayPod, "name" | "nodeSelector" | "priorityClassName">): Record<string, Tree> => ({
  nodeSelector,
  priorityClassName,
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64", "arm64"] }] },
        ],
      },
    },
  },
  topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: gatewaySelector(name) },
    // the pods of a rollout are spread among themselves, whatever the old ones still hold
    matchLabelKeys: ["pod-template-hash"],
  })),
});
