import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { LeaseStep, type LeaseState, leaseTimes, nextStep, renewed, stepDownAt } from "./decide.js";

const record = (holder: string, version: string) => ({ holder, version, duration: 10_000 });
const standby: LeaseState = { active: false };

describe("nextStep", () => {
  it("takes a lease that is not there, or that nobody holds", () => {
    expect(nextStep("a", undefined, standby, 0).step).toBe(LeaseStep.Take);
    expect(nextStep("a", record("", "1"), standby, 0).step).toBe(LeaseStep.Take);
  });

  it("renews its own", () => {
    expect(nextStep("a", record("a", "1"), standby, 0).step).toBe(LeaseStep.Renew);
  });

  it("waits for a holder until it was silent for the whole duration, by its own clock", () => {
    const first = nextStep("a", record("b", "1"), standby, 1000);
    expect(first).toEqual({ step: LeaseStep.StandBy, state: { active: false, seen: { version: "1", at: 1000 } } });
    expect(nextStep("a", record("b", "1"), first.state, 10_999).step).toBe(LeaseStep.StandBy);
    expect(nextStep("a", record("b", "1"), first.state, 11_000).step).toBe(LeaseStep.Take);
  });

  it("begins to wait anew with each sign of the holder", () => {
    const { state } = nextStep("a", record("b", "1"), standby, 0);
    expect(nextStep("a", record("b", "2"), state, 10_000).step).toBe(LeaseStep.StandBy);
  });

  it("stands by at once where another has taken its lease", () => {
    expect(nextStep("a", record("b", "9"), renewed(0), 1).state.active).toBe(false);
  });
});

describe("stepDownAt", () => {
  it("is before anybody else may take over, counted from when the renewal was begun", () => {
    const times = leaseTimes(10);
    expect(stepDownAt(renewed(500), times)).toBe(500 + times.deadline);
    expect(times.deadline).toBeLessThan(times.duration);
  });

  it("is never for one that stands by", () => {
    expect(stepDownAt(standby, leaseTimes(10))).toBe(Infinity);
  });
});

describe("several gateways with one lease", () => {
  const times = leaseTimes(10);

  /** Gateways that ask now and then, with requests that are lost or slow, in front of a server that orders writes. */
  function simulate(moves: { who: number; after: number; lost: boolean; took: number }[]): void {
    let lease: { holder: string; version: string; duration: number } | undefined;
    let now = 0;
    let writes = 0;
    const states = new Map<number, LeaseState>([0, 1, 2].map((who) => [who, standby]));
    const actives = (at: number): number[] =>
      [...states].filter(([, state]) => state.active && at < stepDownAt(state, times)).map(([who]) => who);
    for (const { who, after, lost, took } of moves) {
      now += after;
      const asked = now;
      const before = states.get(who) ?? standby;
      const current = asked < stepDownAt(before, times) ? before : standby;
      const { step, state } = nextStep(String(who), lease, current, now);
      states.set(who, state);
      if (step === LeaseStep.StandBy) continue;
      // the write reaches the server at once, its answer later or never
      lease = { holder: String(who), version: String(++writes), duration: times.duration };
      if (!lost && took < times.deadline) states.set(who, renewed(asked));
      expect(actives(now).length).toBeLessThanOrEqual(1);
    }
  }

  it("never have two that forward", () => {
    const move = fc.record({
      who: fc.nat(2),
      after: fc.oneof(fc.nat(3000), fc.nat(30_000)),
      lost: fc.boolean(),
      took: fc.nat(9000),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => simulate(moves)),
      { numRuns: 300 },
    );
  });
});
