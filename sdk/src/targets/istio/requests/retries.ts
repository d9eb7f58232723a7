import type { CheckedForward } from "../../../fabric/checked.js";
import { retriedStatusCodes, retryConditions } from "../../crossing/retry-conditions.js";
import type { Tree } from "../../emitted.js";

/** Istio tries twice again where nobody says how often. */
export const noRetries: Tree = { attempts: 0 };

/**
 * When a request is sent again: it was not sent at all, or the answer has one of the status codes. One that may be sent
 * twice also if no answer comes.
 */
export function retries({ retries: declared }: CheckedForward, isIdempotent: boolean): Tree {
  if (declared === undefined) return noRetries;
  const { attempts, perTryTimeout } = declared;
  const conditions = [...retryConditions(declared, isIdempotent), ...retriedStatusCodes(declared)];
  return { attempts, perTryTimeout, retryOn: conditions.join() };
}
