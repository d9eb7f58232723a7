import { propertyPath } from "../fabric/path.js";
import { type Problem, ProblemsError } from "../model/problem.js";
import type { Planner } from "./late/late-plan.js";
import { isLater, mapLater } from "./late/leaves.js";

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

/** What else is wrong with declarations of which these places come late. A whole kind that is late leaves no names. */
export function problemsBeside(late: Problem[], declarations: unknown, plan: Planner): Problem[] {
  const paths = late.map(({ path }) => path);
  if (!paths.every((path) => path.includes("."))) return [];
  try {
    // no field takes it, so a declaration with such a place is looked into and not relied upon
    plan(mapLater(declarations, () => null));
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.filter(({ path }) => !paths.some((place) => isOnTheWay(path, place)));
  }
}

/** True for a place itself, what holds it, and what is within. */
const isOnTheWay = (path: string, place: string): boolean => isBelow(path, place) || isBelow(place, path);

const isBelow = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`);
