import type { Problem } from "../model/problem.js";
import type { Connectivity, ConnectivityDiff } from "./connectivity.js";
import type { PropertyChange } from "./diff.js";
import type { ProgramError } from "./program/messages.js";
import type { Step } from "./step.js";
import type { Properties } from "./value.js";

/** How a run ended. */
export const Verdict = {
  Ok: "ok",
  /** The cluster or the deployment failed. */
  Failed: "failed",
  /** Something in the input is wrong; it is in `problems`. */
  Problems: "problems",
  /** The program threw. */
  ProgramFailed: "program-failed",
} as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** What a run did, or would do. Secrets in it print as `[secret]`. */
export interface Outcome {
  verdict: Verdict;
  /** In the order in which they were registered; deletions last, in the order in which they happen. */
  steps: Step[];
  problems: Problem[];
  failures: { urn: string; message: string }[];
  programErrors: ProgramError[];
  connectivity: ConnectivityDiff & { rows: Connectivity };
  /** The stack's outputs, and how they differ from the last run's. */
  outputs: Properties;
  outputChanges: PropertyChange[];
}

/** The verdict over what went wrong: input first, since it is what the reader can mend. */
export function verdictOf({
  problems,
  failures,
  programErrors,
}: Pick<Outcome, "problems" | "failures" | "programErrors">): Verdict {
  if (problems.length > 0) return Verdict.Problems;
  if (failures.length > 0) return Verdict.Failed;
  return programErrors.length > 0 ? Verdict.ProgramFailed : Verdict.Ok;
}

/** The outcome of a run that never began. */
export const refused = (problems: Problem[]): Outcome => ({
  verdict: Verdict.Problems,
  steps: [],
  problems,
  failures: [],
  programErrors: [],
  connectivity: { added: [], removed: [], changed: [], rows: {} },
  outputs: {},
  outputChanges: [],
});
