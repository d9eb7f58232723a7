import type { Problem } from "../../../model/problem.js";
import { type Own, type Spec } from "../../own.js";
import { pathProblems } from "./path-problems.js";

/** Paths as requests have them. */
export function* exposeProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const [name, { gateway, path, rewrite }] of Object.entries(spec.exposes)) {
    if (!own.isGateway(spec, gateway)) continue;
    const at = `exposes.${name}.path`;
    yield* pathProblems(at, path);
    yield* pathProblems(`exposes.${name}.rewrite`, rewrite);
  }
}
