import type { Problem } from "../../../model/problem.js";
import { innerNameProblems } from "../../crossing/inner-names.js";
import { listenerProblems } from "./listener-problems.js";
import { meshProblems } from "./mesh-problems.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";
import { permissionProblems } from "./permission-problems.js";
import { requestProblems } from "./request-problems.js";
import { routeProblems } from "./route-problems.js";
import { sharedProblems } from "./shared-problems.js";
import { trustProblems } from "./trust-problems.js";

const rules: ((spec: Spec) => Iterable<Problem>)[] = [
  sharedProblems,
  meshProblems,
  trustProblems,
  listenerProblems,
  permissionProblems,
  requestProblems,
  routeProblems,
  (spec) => innerNameProblems(spec, own),
];

/** What Istio cannot do, of what its own meshes declare. */
export function* istioProblems(spec: Spec): Iterable<Problem> {
  for (const rule of rules) yield* rule(spec);
}
