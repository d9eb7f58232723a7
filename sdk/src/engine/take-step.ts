import type { Deployment } from "./deployment.js";
import { type Made, Mode } from "./handler.js";
import type { PlannedStep } from "./planned-step.js";
import { problemsOf } from "./problems.js";
import { refuse } from "../model/problem.js";
import { type PendingOperation, PendingType } from "./state/pending.js";
import type { Snapshot } from "./state/snapshot.js";
import { Op } from "./step.js";

/** A step was not taken because another failed, or because somebody asked to stop. */
export class Stopped extends Error {}

/** The run around a step. */
export interface StepRun {
  deployment: Deployment;
  mode: Mode;
  snapshot: Snapshot;
  /** Waits for the step's turn. */
  limited: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Takes a step; a preview only tries. Before a cluster is asked, the state on disk says that it will be: whatever ends
 * the run in the middle, the next one knows where to look. `record` notes what came of it.
 */
export async function takeStep(planned: PlannedStep, run: StepRun, record: (made: Made) => void): Promise<void> {
  const { step, handler, old } = planned;
  if (step.op === Op.Replace && old?.protect === true) {
    const hint = "set `protect: false` and run `up` first, if you mean to replace it";
    refuse("state.protected", step.urn, `${step.urn} is protected and would be replaced`, hint);
  }
  const { snapshot } = run;
  const begun: PendingOperation[] = [];
  const begin: Begin = async (type, resource) => {
    if (run.mode !== Mode.Up || handler.recover === undefined) return;
    const operation = { type, resource };
    begun.push(operation);
    await snapshot.begin(operation);
  };
  const end = (): void => begun.forEach((operation) => snapshot.end(operation));
  try {
    const make = await makerOf(planned, run, begin);
    const made = await run.limited(() => run.deployment.shown(step, make));
    record(made);
    end();
  } catch (error) {
    // A refusal is certain; after any other error nobody knows what the cluster has done.
    if (error instanceof Stopped || problemsOf(error) !== undefined) end();
    throw error;
  }
}

type Begin = (type: PendingType, resource: PlannedStep["goal"]) => Promise<void>;

/** Begins the step's first operation, and says how to go on when its turn comes. */
async function makerOf(
  { step, handler, subject, goal, old, deleteFirst, dependants = [] }: PlannedStep,
  { deployment, mode, snapshot }: StepRun,
  begin: Begin,
): Promise<() => Promise<Made>> {
  if (old !== undefined && step.op === Op.Update) {
    await begin(PendingType.Updating, old);
    return () => handler.update(subject, old);
  }
  if (old !== undefined && step.op === Op.Replace && mode === Mode.Up) {
    if (deleteFirst) {
      return async () => {
        await deployment.deleteFirst([old, ...dependants]);
        await begin(PendingType.Creating, goal);
        return handler.create(subject);
      };
    }
    await begin(PendingType.Creating, goal);
    return async () => {
      const made = await handler.create(subject);
      snapshot.supersede(old);
      return made;
    };
  }
  await begin(PendingType.Creating, goal);
  return () => handler.create(subject);
}
