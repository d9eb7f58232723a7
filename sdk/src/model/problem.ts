/** One thing wrong with a declaration, as data; text for people is made where it is shown. */
export interface Problem {
  /** Stable, for tools and documentation: `gateway.listener.port-taken`. */
  code: string;
  /** Where, from the root of the Fabric: `meshGateways.edge.listeners.api.port`. */
  path: string;
  /** What is wrong, with the value; never a secret. */
  message: string;
  /** What to do next. */
  hint?: string;
}

/** A problem in lines: what, then where with its code, and the way out. Used wherever problems become text. */
export function describeProblem({ code, message, path, hint }: Problem): string {
  const where = `at ${path === "" ? "the root of the Fabric" : path} (${code})`;
  return [`✖ ${message}`, `  → ${where}`, ...(hint === undefined ? [] : [`  → ${hint}`])].join("\n");
}

/** Every problem of a declaration at once, as one error; tools read `problems`, people read `message`. */
export class ProblemsError extends Error {
  override readonly name = "ProblemsError";

  constructor(readonly problems: Problem[]) {
    super([countProblems(problems.length), ...problems.map(describeProblem)].join("\n"));
  }
}

/** `1 problem` or `3 problems`, as every heading says it. */
export const countProblems = (count: number): string => `${count} problem${count === 1 ? "" : "s"}`;

/** One problem, thrown: the run stops here, before anything has changed. */
export function refuse(code: string, path: string, message: string, hint?: string): never {
  throw new ProblemsError([{ code, path, message, ...(hint === undefined ? {} : { hint }) }]);
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
