import { Verdict } from "../engine/index.js";

/** The exit codes of every command. */
export const ExitCode = {
  Ok: 0,
  /** The cluster or the deployment failed. */
  Failed: 1,
  /** Bad usage or bad input; the output lists the problems. */
  Problems: 2,
  /** The program threw. */
  ProgramFailed: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code of a run. */
export const exitCodeOf: Record<Verdict, ExitCode> = {
  [Verdict.Ok]: ExitCode.Ok,
  [Verdict.Failed]: ExitCode.Failed,
  [Verdict.Problems]: ExitCode.Problems,
  [Verdict.ProgramFailed]: ExitCode.ProgramFailed,
};

/** What `--help` says of them. */
export const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  the cluster or the deployment failed
  2  bad usage or bad input; each problem says what to do
  3  the program failed; nothing was deleted`;
