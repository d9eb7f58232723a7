import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { later } from "./later.js";
import { ownGateways, type Spec } from "./own.js";

/** What can be declared and is not realised yet, field by field. */
export function* laterProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { tracing }] of ownGateways(spec)) yield* fields(`meshGateways.${name}`, { tracing });
}

function* fields(at: string, declared: Record<string, unknown>): Iterable<Problem> {
  for (const [field, value] of Object.entries(declared))
    if (value !== undefined) yield unavailable(`${at}.${field}`, `${field} on target standalone`, later);
}
