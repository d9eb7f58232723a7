import type { Problem } from "../../../model/problem.js";
import { type Own, type Spec } from "../../own.js";
import { pathProblems } from "./path-problems.js";

/** Paths as requests have them. */
export function* exposeProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const [name, { path, rewrite }] of own.exposes(spec)) {
    yield* pathProblems(`exposes.${name}.path`, path);
    yield* pathProblems(`exposes.${name}.rewrite`, rewrite);
  }
}
