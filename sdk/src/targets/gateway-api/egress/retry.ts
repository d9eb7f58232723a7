import type { Retries } from "../../../model/route-rule.js";
import { isIdempotentMethod, retriedStatusCodes, retryConditions } from "../../crossing/retry-conditions.js";
import type { Tree } from "../../emitted.js";
import { gatewayDuration } from "../requests/duration.js";

/**
 * When a request is sent again: it was not sent at all, or the answer has one of the status codes. No answer is a reason
 * only where the rule names a method whose second request changes nothing that the first has not (RFC 9110, 9.2.2).
 */
export const retry = (retries: Retries, method: string | undefined): Tree => ({
  numRetries: retries.attempts,
  retryOn: {
    triggers: [...retryConditions(retries, isIdempotentMethod(method)), "retriable-status-codes"],
    httpStatusCodes: retriedStatusCodes(retries),
  },
  perRetry: retries.perTryTimeout === undefined ? undefined : { timeout: gatewayDuration(retries.perTryTimeout) },
});
