import type { CheckedExpose, CheckedListener } from "../../../fabric/checked.js";
import type { RateLimit } from "../../../model/rate-limit.js";
import { extension, type Json, typed } from "./json.js";

const type = "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";
/** Two filters, so that a listener's limit and an offer's count both. */
const listenerFilter = "isthmus.rate-limit.listener";
const exposeFilter = "isthmus.rate-limit.expose";

/** The filters that some limit of these listeners needs. By themselves they limit nothing. */
export function rateLimitFilters(listeners: CheckedListener[]): Json[] {
  const filter = (name: string): Json => extension(name, type, { stat_prefix: name });
  return [
    ...(listeners.some(({ rateLimit }) => rateLimit !== undefined) ? [filter(listenerFilter)] : []),
    ...(listeners.some(({ exposes }) => exposes.some(({ rateLimit }) => rateLimit !== undefined))
      ? [filter(exposeFilter)]
      : []),
  ];
}

/** The limit of all that stands behind a listener, for its virtual host. */
export const listenerRateLimit = ({ name, rateLimit }: CheckedListener): { [filter: string]: Json } =>
  limited(listenerFilter, name, rateLimit);

/** The limit of one offer, for its route. */
export const exposeRateLimit = ({ name, rateLimit }: CheckedExpose): { [filter: string]: Json } =>
  limited(exposeFilter, name, rateLimit);

const limited = (filter: string, name: string, limit: RateLimit | undefined): { [filter: string]: Json } =>
  limit === undefined
    ? {}
    : {
        [filter]: typed(type, {
          stat_prefix: name,
          token_bucket: {
            max_tokens: limit.burst ?? limit.requests,
            tokens_per_fill: limit.requests,
            fill_interval: limit.per ?? "1s",
          },
          filter_enabled: always,
          filter_enforced: always,
        }),
      };

const always: Json = { default_value: { numerator: 100, denominator: "HUNDRED" } };
