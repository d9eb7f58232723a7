import { type Problem, ProblemsError } from "../model/problem.js";

/** One problem, thrown: the run stops here, before anything has changed. */
export function refuse(code: string, path: string, message: string, hint?: string): never {
  throw new ProblemsError([{ code, path, message, ...(hint === undefined ? {} : { hint }) }]);
}

/** The problems that an error carries, whoever threw it. */
export function problemsOf(error: unknown): Problem[] | undefined {
  return error instanceof ProblemsError ? error.problems : undefined;
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
