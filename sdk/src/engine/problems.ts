import { type Problem, ProblemsError } from "../model/problem.js";

/** The problems that an error carries, whoever threw it. */
export function problemsOf(error: unknown): Problem[] | undefined {
  return error instanceof ProblemsError ? error.problems : undefined;
}
