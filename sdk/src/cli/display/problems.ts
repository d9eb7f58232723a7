import { describeProblem } from "../../model/problem.js";
import type { Outcome, ProgramError } from "../../engine/index.js";
import type { Style } from "./style.js";

/** Everything that went wrong in a run, each with what to do next; nothing where all went well. */
export function trouble({ problems, failures, programErrors }: Pick<Outcome, "problems" | "failures" | "programErrors">, style: Style): string[] {
  return [
    ...problems.map((problem) => style.red(describeProblem(problem))),
    ...failures.map(({ urn, message }) => style.red(`✖ ${message}${urn === "" ? "" : `\n  → at ${urn}`}`)),
    ...programErrors.map((error) => programErrorText(error, style)),
  ];
}

const programErrorText = ({ message, frames }: ProgramError, style: Style): string =>
  [style.red(`✖ the program failed: ${message}`), ...frames.map((frame) => style.dim(`    ${frame}`))].join("\n");
