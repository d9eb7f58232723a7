import { z } from "zod";

/** How many pods a gateway has, by what they use. */
export interface GatewayAutoscaling {
  /** 1-100. Defaults to 2. */
  minReplicas?: number;
  /** 1-1000, at least `minReplicas`. */
  maxReplicas: number;
  /** Per cent of the requested CPU that pods use on average, 1-100. Defaults to 70. */
  cpuUtilization?: number;
}

export const gatewayAutoscalingSchema = z
  .strictObject({
    minReplicas: z.int().min(1).max(100).optional(),
    maxReplicas: z.int().min(1).max(1000),
    cpuUtilization: z.int().min(1).max(100).optional(),
  })
  .refine(({ minReplicas, maxReplicas }) => maxReplicas >= (minReplicas ?? 2), {
    path: ["maxReplicas"],
    message: "is less than minReplicas, which defaults to 2; write at least as many",
  }) satisfies z.ZodType<GatewayAutoscaling>;
