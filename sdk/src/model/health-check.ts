import { z } from "zod";
import { durationSchema } from "./duration.js";
import { pathSchema } from "./http-match.js";

/** Asks an endpoint again and again whether it is well; one that is not gets no requests. */
export interface HealthCheck {
  /** Asked by GET; 200 is well. Defaults to none: whoever takes a connection is well. */
  path?: string;
  /** Seconds between two checks. Defaults to `5s`. */
  interval?: string;
  /** Seconds that a check may take. Defaults to `2s`. */
  timeout?: string;
  /** Failures in a row, 1-100. Defaults to 3. */
  unhealthyAfter?: number;
  /** Successes in a row, 1-100. Defaults to 2. */
  healthyAfter?: number;
}

export const healthCheckSchema = z.strictObject({
  path: pathSchema.optional(),
  interval: durationSchema.optional(),
  timeout: durationSchema.optional(),
  unhealthyAfter: z.int().min(1).max(100).optional(),
  healthyAfter: z.int().min(1).max(100).optional(),
}) satisfies z.ZodType<HealthCheck>;
