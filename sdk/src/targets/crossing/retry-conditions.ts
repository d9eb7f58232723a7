import type { Retries } from "../../model/route-rule.js";

/** Requests that may be sent twice: a second one changes nothing that the first has not (RFC 9110, 9.2.2). */
export const idempotentMethods = "GET|HEAD|OPTIONS|TRACE|PUT|DELETE";

/** Whether a request that names its method may be sent twice. */
export const isIdempotentMethod = (method: string | undefined): boolean =>
  method !== undefined && idempotentMethods.split("|").includes(method);

/** 503 is gRPC's `UNAVAILABLE` too. */
export const retriedStatusCodes = ({ statusCodes = [503] }: Retries): number[] => statusCodes;

/**
 * When Envoy sends a request again, besides for status codes: it was not sent at all, or `UNAVAILABLE` stands for a code
 * that counts. One that may be sent twice also if no answer comes, or not in time.
 */
export const retryConditions = (retries: Retries, isIdempotent: boolean): string[] => [
  "connect-failure",
  "refused-stream",
  "reset-before-request",
  ...(isIdempotent ? ["reset"] : []),
  ...(retriedStatusCodes(retries).includes(503) ? ["unavailable"] : []),
];
