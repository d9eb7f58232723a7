import type { Problem } from "../model/problem.js";

/** A problem of one file of a configuration directory. */
export const fileProblem = (code: string, path: string, message: string, hint: string): Problem => ({
  code: `agent.${code}`,
  path,
  message,
  hint,
});

/** A value as a problem shows it: short, and on one line. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? "nothing");
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
