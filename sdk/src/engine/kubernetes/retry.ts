import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, ClusterUnreachable } from "../../cluster/api-error.js";
import type { ApiRequest, Send } from "../../cluster/http.js";

export interface Patience {
  /** How long a server that has answered before may fail to answer. Defaults to 120,000. */
  forMs?: number;
  /** How long a server that has not answered yet may fail to answer. Defaults to 0. */
  firstContactMs?: number;
  /** The first pause between two tries; it doubles up to `longestMs`. Defaults to 250. */
  firstMs?: number;
  /** Defaults to 5,000. */
  longestMs?: number;
  /** Ends all waiting. */
  signal?: AbortSignal;
  /** Hears, once an outage, that there is one. */
  say?: (message: string) => void;
}

/**
 * Sends a request again while the API server restarts, is overloaded or loses a race: every request of ours asks for
 * an end and not for a step, so that it may be sent twice.
 */
export function retrying(send: Send, patience: Patience = {}): Send {
  const { forMs = 120_000, firstContactMs = 0, firstMs = 250, longestMs = 5000, signal, say } = patience;
  let answered = false;
  let outage = false;
  return async (request) => {
    const started = Date.now();
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await send(request);
        answered = true;
        outage = false;
        return response;
      } catch (error) {
        answered ||= error instanceof ApiError;
        const patienceMs = answered ? forMs : firstContactMs;
        const leftMs = started + patienceMs - Date.now();
        const late = leftMs <= 0 || signal?.aborted === true;
        if (late || !isPassing(error, request, attempt)) throw lasting(error, attempt, patienceMs, late);
        if (!outage && attempt > 1) say?.(`${messageOf(error)}; trying again for up to ${patienceMs / 1000} s`);
        outage ||= attempt > 1;
        const pause = Math.min(longestMs, firstMs * 2 ** attempt) * (0.75 + Math.random() / 2);
        const asked = error instanceof ApiError ? (error.retryAfterS ?? 0) * 1000 : 0;
        const options = signal === undefined ? {} : { signal };
        await sleep(Math.min(Math.max(pause, asked), leftMs), undefined, options).catch(() => undefined);
      }
    }
  };
}

/** True if the same request may well succeed a little later. */
export function isPassing(error: unknown, { method }: Pick<ApiRequest, "method">, attempt: number): boolean {
  if (error instanceof ClusterUnreachable)
    return !/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|certificate|ENOTFOUND/.test(error.why);
  if (!(error instanceof ApiError)) return false;
  const { status, message, details } = error;
  if ([429, 502, 503, 504].includes(status)) return true;
  if (status === 500)
    return /etcdserver: (?!request is too large)|timed out|connection refused|EOF|shutting down/i.test(message);
  const owned = (details.causes ?? []).some(({ reason }) => reason === "FieldManagerConflict");
  return status === 409 && method === "PATCH" && !owned && attempt < MOST_RACES;
}

/** So often another writer may come between. */
const MOST_RACES = 5;

const lasting = (error: unknown, attempts: number, forMs: number, late: boolean): unknown =>
  error instanceof ClusterUnreachable && late && attempts > 0
    ? new ClusterUnreachable(error.server, `${error.why}, for ${forMs / 1000} s`)
    : error;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
