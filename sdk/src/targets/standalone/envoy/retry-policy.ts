import type { CheckedForward } from "../../../fabric/checked.js";
import { retriedStatusCodes, retryConditions } from "../../crossing/retry-conditions.js";
import { extension, type Json } from "./json.js";

/** When a request is sent again, and where: at an endpoint, and with failover at a far end, that has not had it yet. */
export function retryPolicy({ retries, failover }: CheckedForward, isIdempotent: boolean): { [field: string]: Json } {
  if (retries === undefined) return {};
  const { attempts, perTryTimeout } = retries;
  return {
    retry_policy: {
      retry_on: [...retryConditions(retries, isIdempotent), "retriable-status-codes"].join(),
      retriable_status_codes: retriedStatusCodes(retries),
      num_retries: attempts,
      ...(perTryTimeout !== undefined && { per_try_timeout: perTryTimeout }),
      retry_host_predicate: [
        extension(
          "envoy.retry_host_predicates.previous_hosts",
          "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
        ),
      ],
      host_selection_retry_max_attempts: 3,
      ...(failover.length > 0 && {
        retry_priority: extension(
          "envoy.retry_priorities.previous_priorities",
          "envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig",
          { update_frequency: 1 },
        ),
      }),
    },
  };
}
