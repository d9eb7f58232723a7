import { type Lease, type LeaseClient, recordOf } from "./client.js";
import { LeaseStep, type LeaseState, type LeaseTimes, nextStep, renewed, stepDownAt } from "./decide.js";

/** Who contends for a lease, and what follows from it. */
export interface Contender {
  identity: string;
  namespace: string;
  name: string;
  client: LeaseClient;
  times: LeaseTimes;
  /** False as long as it could not forward anyway. */
  able: () => boolean;
  become: (active: boolean) => Promise<void>;
  log: (text: string) => void;
}

/** Contends until it is stopped; then steps down, and lets the lease go. */
export async function keepLease(contender: Contender, signal: AbortSignal): Promise<void> {
  const { identity, client, times, able, become, log } = contender;
  const now = (): number => performance.now();
  let state: LeaseState = { active: false };
  let active = false;
  let deadline: NodeJS.Timeout | undefined;
  let complaint = "";
  const settle = async (next: LeaseState): Promise<void> => {
    state = next;
    clearTimeout(deadline);
    const left = stepDownAt(state, times) - now();
    if (Number.isFinite(left)) deadline = setTimeout(() => void stepDown(), Math.max(0, left));
    if (state.active === active) return;
    active = state.active;
    log(active ? "active: this gateway forwards" : "standby: another gateway forwards");
    await become(active);
  };
  const stepDown = (): Promise<void> => {
    log("the lease could not be renewed in time");
    return settle({ active: false });
  };
  while (!signal.aborted) {
    const asked = now();
    try {
      const lease = await client.read();
      const { step, state: next } = nextStep(identity, lease && recordOf(lease), state, now());
      if (step === LeaseStep.StandBy) await settle(next);
      else if (step === LeaseStep.Renew || able()) {
        const written = await client.write(held(contender, lease, step));
        // what began too long ago may be over by now
        if (written && now() < asked + times.deadline) await settle(renewed(asked));
        else state = next;
      }
      complaint = "";
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== complaint) log(`lease: ${words}`);
      complaint = words;
    }
    await pause(times.renew - (now() - asked), signal);
  }
  const held_ = active;
  await settle({ active: false });
  if (held_) await release(contender).catch((error: unknown) => log(`lease: not let go: ${String(error)}`));
}

/** The lease with the own name and the time. */
function held({ identity, namespace, name, times }: Contender, lease: Lease | undefined, step: LeaseStep): Lease {
  const time = new Date().toISOString().replace("Z", "000Z");
  const { apiVersion = "coordination.k8s.io/v1", kind = "Lease", metadata = { name, namespace } } = lease ?? {};
  const spec = {
    ...lease?.spec,
    holderIdentity: identity,
    leaseDurationSeconds: Math.max(1, Math.round(times.duration / 1000)),
    renewTime: time,
  };
  if (step === LeaseStep.Take) {
    spec.acquireTime = time;
    spec.leaseTransitions = (lease?.spec?.leaseTransitions ?? -1) + 1;
  }
  return { ...lease, apiVersion, kind, metadata, spec };
}

async function release({ client, identity }: Contender): Promise<void> {
  const lease = await client.read();
  if (lease?.spec?.holderIdentity !== identity) return;
  await client.write({ ...lease, spec: { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1 } });
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, milliseconds));
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
