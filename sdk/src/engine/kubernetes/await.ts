import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterClient, KubernetesObject, ObjectReference } from "./cluster-client.js";
import { hasReadiness, notReady } from "./readiness.js";
import { whyNotReady } from "./reasons.js";

export interface Waiting {
  signal: AbortSignal;
  progress: (message: string) => void;
  /** The program's own limit; it counts more than the object's annotation. */
  timeoutSeconds?: number;
  /** The time between two looks, for tests. */
  pollMs?: number;
}

const DEFAULT_TIMEOUT_S = 300;
const POLL_MS = 500;

/** Pulumi's annotations that steer waiting. */
export const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT = "pulumi.com/timeoutSeconds";

/**
 * Waits until an object is ready and returns it as it then is. Returns what is wrong, as a second part, if its time
 * runs out: the object exists, but did not come up.
 */
export async function awaitReady(
  client: ClusterClient,
  applied: KubernetesObject,
  reference: ObjectReference,
  { signal, progress, timeoutSeconds: limit, pollMs = POLL_MS }: Waiting,
): Promise<{ object: KubernetesObject; error?: string }> {
  if (!hasReadiness(reference.kind) || skips(applied)) return { object: applied };
  const seconds = limit ?? timeoutSeconds(applied);
  const deadline = Date.now() + seconds * 1000;
  let object = applied;
  let said: string | undefined;
  for (let wait = notReady(object); wait !== undefined; wait = notReady(object)) {
    if (wait !== said) progress((said = wait));
    if (signal.aborted)
      return { object, error: `the run was stopped while ${describe(reference)} was not ready: ${wait}` };
    if (Date.now() >= deadline) {
      const why = await whyNotReady(client, object, reference);
      const reasons = why.length === 0 ? "" : ` (${why.join("; ")})`;
      return { object, error: `${describe(reference)} was not ready after ${seconds} s: ${wait}${reasons}` };
    }
    await pause(pollMs, signal);
    const live = await client.get(reference);
    if (live === undefined) return { object, error: `${describe(reference)} was deleted while it was waited for` };
    object = live;
  }
  return { object };
}

/** Waits until an object is gone; returns false if its time runs out first. */
export async function awaitGone(
  client: ClusterClient,
  object: KubernetesObject | undefined,
  reference: ObjectReference,
  { signal, progress, timeoutSeconds: limit, pollMs = POLL_MS }: Waiting,
): Promise<boolean> {
  if (object !== undefined && skips(object)) return true;
  const deadline = Date.now() + (limit ?? timeoutSeconds(object)) * 1000;
  let said = false;
  for (let wait = 20; ; wait = Math.min(pollMs, wait * 2)) {
    const live = await client.get(reference);
    if (live === undefined || (object?.metadata.uid !== undefined && live.metadata.uid !== object.metadata.uid))
      return true;
    if (Date.now() >= deadline || signal.aborted) return false;
    if (!said) progress("waits for its finalizers");
    said = true;
    await pause(wait, signal);
  }
}

/** `Deployment shop/web`, as messages name an object. */
export const describe = ({ kind, namespace, name }: ObjectReference): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

const skips = ({ metadata }: KubernetesObject): boolean => metadata.annotations?.[SKIP_AWAIT] === "true";

function timeoutSeconds(object: KubernetesObject | undefined): number {
  const given = Number(object?.metadata.annotations?.[TIMEOUT]);
  return Number.isFinite(given) && given > 0 ? given : DEFAULT_TIMEOUT_S;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
