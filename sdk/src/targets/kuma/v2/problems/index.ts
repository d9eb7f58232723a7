import type { Problem } from "../../../../model/problem.js";
import type { Spec } from "../../../own.js";
import { exposeProblems } from "./expose-problems.js";
import { gatewayProblems } from "./gateway-problems.js";
import { listenerProblems } from "./listener-problems.js";
import { meshProblems } from "./mesh-problems.js";
import { permissionProblems } from "./permission-problems.js";
import { routeProblems } from "./route-problems.js";

const rules: ((spec: Spec) => Iterable<Problem>)[] = [
  meshProblems,
  gatewayProblems,
  listenerProblems,
  exposeProblems,
  permissionProblems,
  routeProblems,
];

/** What Kuma 2.14 cannot do, of what its own meshes declare. */
export function* v2Problems(spec: Spec): Iterable<Problem> {
  for (const rule of rules) yield* rule(spec);
}
