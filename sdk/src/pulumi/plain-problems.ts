import { propertyPath } from "../fabric/path.js";
import type { Problem } from "../model/problem.js";
import { isLater } from "./late/leaves.js";

/** Declarations decide which objects exist, so a preview must know them: no outputs, no promises. */
export function* plainProblems(value: unknown, at: PropertyKey[] = []): Iterable<Problem> {
  if (isLater(value)) {
    yield {
      code: "input.not-plain",
      path: propertyPath(...at),
      message: "is an output, and declarations decide which objects there are, so a preview must know them",
      hint: "pass a plain value, for example from configuration or from a stack output that is already there",
    };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* plainProblems(item, [...at, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* plainProblems(item, [...at, key]);
  }
}
