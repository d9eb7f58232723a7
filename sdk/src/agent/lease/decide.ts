/** What a Lease says, as far as it decides who forwards. */
export interface LeaseRecord {
  /** Empty if nobody holds it. */
  holder: string;
  /** Changes with every write. */
  version: string;
  /** For how long the holder may be silent, in milliseconds. */
  duration: number;
}

/** In milliseconds. */
export interface LeaseTimes {
  /** After so long without a sign of the holder another takes over. */
  duration: number;
  /** How often the holder gives one, and how long a request may take. */
  renew: number;
  /** After so long without success the holder steps down; less than the duration. */
  deadline: number;
}

/** The times that belong to a duration. */
export const leaseTimes = (seconds: number): LeaseTimes => ({
  duration: seconds * 1000,
  renew: seconds * 200,
  deadline: seconds * 700,
});

/** What one of several remembers. Its clock is monotonic, and nobody else's clock matters. */
export interface LeaseState {
  active: boolean;
  /** When the last renewal that succeeded was begun. */
  renewed?: number;
  /** The last version of somebody else's lease, and when it was first seen. */
  seen?: { version: string; at: number };
}

/** What to do about a lease. */
export const LeaseStep = {
  /** Write it with the own name: it is free, or its holder is silent for too long. */
  Take: "Take",
  /** Write it again: it is ours. */
  Renew: "Renew",
  /** Somebody else has it. */
  StandBy: "StandBy",
} as const;
export type LeaseStep = (typeof LeaseStep)[keyof typeof LeaseStep];

/** The next step of `identity`, who has just read `record`; undefined where there is no lease yet. */
export function nextStep(
  identity: string,
  record: LeaseRecord | undefined,
  state: LeaseState,
  now: number,
): { step: LeaseStep; state: LeaseState } {
  if (record === undefined || record.holder === "") return { step: LeaseStep.Take, state };
  if (record.holder === identity) return { step: LeaseStep.Renew, state };
  const standing: LeaseState = { active: false, ...(state.seen === undefined ? {} : { seen: state.seen }) };
  if (state.seen?.version !== record.version) {
    return { step: LeaseStep.StandBy, state: { ...standing, seen: { version: record.version, at: now } } };
  }
  const silent = now - state.seen.at >= record.duration;
  return { step: silent ? LeaseStep.Take : LeaseStep.StandBy, state: standing };
}

/** After the lease was written by a request begun at `asked`. */
export const renewed = (asked: number): LeaseState => ({ active: true, renewed: asked });

/** When the holder must have stepped down unless it renews before; never, if it stands by. */
export const stepDownAt = ({ active, renewed: since }: LeaseState, { deadline }: LeaseTimes): number =>
  active && since !== undefined ? since + deadline : Infinity;
