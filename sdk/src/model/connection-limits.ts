import { z } from "zod";

/** At most this much at once towards what is called, for each pod of the gateway; more is answered 503. */
export interface ConnectionLimits {
  /** Connections. Defaults to 1024. */
  connections?: number;
  /** Requests that wait for a connection. Defaults to 1024. */
  pendingRequests?: number;
  /** Requests under way. Defaults to 1024. */
  requests?: number;
}

const countSchema = z.int().min(1).max(1_000_000);

export const connectionLimitsSchema = z.strictObject({
  connections: countSchema.optional(),
  pendingRequests: countSchema.optional(),
  requests: countSchema.optional(),
}) satisfies z.ZodType<ConnectionLimits>;
