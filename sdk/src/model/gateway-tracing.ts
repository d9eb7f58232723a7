import { z } from "zod";
import { hostnameSchema, portSchema } from "./name.js";

/** OpenTelemetry spans over gRPC (OTLP). */
export interface GatewayTracing {
  /** The collector: a DNS name or an IPv4 address that the gateway's pods reach. */
  host: string;
  /** Defaults to 4317. */
  port?: number;
  /** Share of the requests that start a trace of their own, 0-100. Defaults to 1. */
  samplingPercent?: number;
}

export const gatewayTracingSchema = z.strictObject({
  host: hostnameSchema,
  port: portSchema.optional(),
  samplingPercent: z.number().min(0).max(100).optional(),
}) satisfies z.ZodType<GatewayTracing>;
