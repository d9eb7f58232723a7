import { z } from "zod";
import { durationSchema } from "./duration.js";

/** Takes an endpoint out for a while that fails live requests. */
export interface OutlierDetection {
  /** Errors of the gateway kind (502, 503, 504, no connection) in a row, 1-1000. Defaults to 5. */
  consecutiveErrors?: number;
  /** Seconds between two looks. Defaults to `10s`. */
  interval?: string;
  /** Seconds out for the first time; again and again takes longer. Defaults to `30s`. */
  ejectionTime?: string;
  /** At most this share of the endpoints, 1-100. Defaults to 100. */
  maxEjectionPercent?: number;
}

export const outlierDetectionSchema = z.strictObject({
  consecutiveErrors: z.int().min(1).max(1000).optional(),
  interval: durationSchema.optional(),
  ejectionTime: durationSchema.optional(),
  maxEjectionPercent: z.int().min(1).max(100).optional(),
}) satisfies z.ZodType<OutlierDetection>;
