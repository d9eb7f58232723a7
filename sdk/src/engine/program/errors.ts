import { sep } from "node:path";
import type { Problem } from "../../model/problem.js";
import type { ProgramError } from "./messages.js";

/** Turns whatever a program threw into data: its message, its own stack frames, and its problems if it carries some. */
export function programError(thrown: unknown, directory: string): ProgramError {
  if (!(thrown instanceof Error)) return { message: String(thrown), frames: [] };
  const problems = problemsOf(thrown);
  const message = reword(thrown.message === "" ? thrown.name : thrown.message);
  return {
    message,
    frames: hidesStack(thrown) ? [] : ownFrames(thrown.stack ?? "", directory),
    ...(problems === undefined ? {} : { problems }),
    ...(/^resource .* failed to register$|is not for the local engine;/.test(message) ? { derived: true } : {}),
  };
}

/** The frames of a stack that lie in the program and not in a package that it uses. */
export function ownFrames(stack: string, directory: string): string[] {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return frames
    .filter((frame) => frame.includes(directory + sep) && !frame.includes(`${sep}node_modules${sep}`))
    .map((frame) => frame.trim().replace(directory + sep, ""));
}

function problemsOf(error: Error): Problem[] | undefined {
  const { problems, errors, cause } = error as { problems?: unknown; errors?: unknown; cause?: unknown };
  if (Array.isArray(problems) && problems.length > 0 && problems.every(isProblem)) return problems.map(problemOnly);
  if (Array.isArray(errors) && errors.length > 0 && errors.every(isPropertyError)) {
    return errors.map(({ propertyPath, reason }) => ({ code: "input", path: propertyPath, message: reason }));
  }
  return cause instanceof Error ? problemsOf(cause) : undefined;
}

const problemOnly = ({ code, path, message, hint }: Problem): Problem => ({
  code,
  path,
  message,
  ...(hint === undefined ? {} : { hint }),
});

const isProblem = (item: unknown): item is Problem => has(item, "code") && has(item, "path") && has(item, "message");

const isPropertyError = (item: unknown): item is { propertyPath: string; reason: string } =>
  has(item, "propertyPath") && has(item, "reason");

const has = (item: unknown, key: string): boolean =>
  typeof item === "object" && item !== null && typeof (item as Record<string, unknown>)[key] === "string";

/** Pulumi's RunError and ResourceError ask that no stack be shown. */
const hidesStack = (error: Error): boolean => {
  const { __pulumiRunError, hideStack } = error as { __pulumiRunError?: boolean; hideStack?: boolean };
  return __pulumiRunError === true || hideStack === true;
};

/** The SDK takes a missing feature for an old CLI. */
const reword = (message: string): string =>
  message.replace(
    /The Pulumi CLI does not support (.+?)\. Please update the Pulumi CLI\.?/,
    "the local engine does not support $1; run the program with `pulumi`",
  );
