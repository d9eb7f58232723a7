import { z } from "zod";
import { hostnameSchema, labelsSchema } from "./name.js";

/** Where a gateway's pods may run, and how they leave. */
export interface GatewayScheduling {
  /** Labels that a node has. Defaults to any node. */
  nodeSelector?: Record<string, string>;
  /** The PriorityClass. Defaults to the cluster's. */
  priorityClassName?: string;
  /**
   * Seconds that a pod goes on serving after it was told to leave, 5-600, so that callers can finish and go elsewhere.
   * Defaults to 30.
   */
  drainSeconds?: number;
}

export const gatewaySchedulingSchema = z.strictObject({
  nodeSelector: labelsSchema.optional(),
  priorityClassName: hostnameSchema.optional(),
  drainSeconds: z.int().min(5).max(600).optional(),
}) satisfies z.ZodType<GatewayScheduling>;
