import { describeProblem } from "../../model/problem.js";
import type { Outcome, ProgramError } from "../../engine/index.js";
import type { Style } from "./style.js";

/** Everything that went wrong in a run, each with what to do next; nothing where all went well. */
export function trouble(
  { problems, failures, programErrors }: Pick<Outcome, "problems" | "failures" | "programErrors">,
  style: Style,
): string[] {
  return [
    ...problems.map((problem) => style.red(describeProblem(problem))),
    ...failureTexts(failures).map((text) => style.red(text)),
    ...programErrors.map((error) => programErrorText(error, style)),
  ];
}

/** A message once, with the first place and how many more there are. */
function failureTexts(failures: Outcome["failures"]): string[] {
  const places = new Map<string, string[]>();
  for (const { urn, message } of failures) places.set(message, [...(places.get(message) ?? []), urn]);
  return [...places].map(([message, [first = "", ...more]]) => {
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return `✖ ${message}${first === "" ? "" : `\n  → at ${first}${others}`}`;
  });
}

const programErrorText = ({ message, frames }: ProgramError, style: Style): string =>
  [style.red(`✖ the program failed: ${message}`), ...frames.map((frame) => style.dim(`    ${frame}`))].join("\n");
