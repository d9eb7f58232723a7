import type { GatewayPod } from "./pod.js";
import { quantity } from "./quantity.js";

/** What a gateway's container may use at most. */
export const limitsOf = ({ resources }: Pick<GatewayPod, "resources">): Record<string, string> =>
  resources.limits ?? { memory: "512Mi" };

/** Its memory in bytes; undefined where no limit says it. */
export const memoryOf = (pod: Pick<GatewayPod, "resources">): number | undefined =>
  quantity(limitsOf(pod)["memory"] ?? "");
