import { z } from "zod";
import { durationSchema } from "./duration.js";

/** At most this many requests in a time, for each pod of the gateway; more are answered 429. */
export interface RateLimit {
  /** 1-1000000. */
  requests: number;
  /** Seconds, at least `0.05s`. Defaults to `1s`. */
  per?: string;
  /** How many may come at once after a quiet time, at least `requests`. Defaults to `requests`. */
  burst?: number;
}

export const rateLimitSchema = z
  .strictObject({
    requests: z.int().min(1).max(1_000_000),
    per: durationSchema
      .refine((per) => Number.parseFloat(per) >= 0.05, "is too short to measure; write 0.05s or more")
      .optional(),
    burst: z.int().min(1).max(1_000_000).optional(),
  })
  .refine(({ requests, burst }) => burst === undefined || burst >= requests, {
    path: ["burst"],
    message: "is less than requests, so the limit would never be reached; write at least as many",
  }) satisfies z.ZodType<RateLimit>;
