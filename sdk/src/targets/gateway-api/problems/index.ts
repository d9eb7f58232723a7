import type { Problem } from "../../../model/problem.js";
import { exposeProblems } from "./expose-problems.js";
import { listenerProblems } from "./listener-problems.js";
import type { Spec } from "../../own.js";
import { permissionProblems } from "./permission-problems.js";
import { portableProblems } from "./portable-problems.js";
import { routeProblems } from "./route-problems.js";
import { sharedProblems } from "./shared-problems.js";
import { trustProblems } from "./trust-problems.js";

const rules: ((spec: Spec) => Iterable<Problem>)[] = [
  sharedProblems,
  portableProblems,
  trustProblems,
  listenerProblems,
  permissionProblems,
  exposeProblems,
  routeProblems,
];

/** What this target cannot do, of what its own meshes declare. */
export function* gatewayApiProblems(spec: Spec): Iterable<Problem> {
  for (const rule of rules) yield* rule(spec);
}
