import type { Problem } from "../../../model/problem.js";
import { doorProblems } from "./door-problems.js";
import { exposeProblems } from "./expose-problems.js";
import { gatewayProblems } from "./gateway-problems.js";
import { hostnameProblems } from "./hostname-problems.js";
import { listenerProblems } from "./listener-problems.js";
import { meshProblems } from "./mesh-problems.js";
import { nameProblems } from "./name-problems.js";
import type { Spec } from "./own.js";
import { permissionProblems } from "./permission-problems.js";
import { routeProblems } from "./route-problems.js";

const rules: ((spec: Spec) => Iterable<Problem>)[] = [
  meshProblems,
  nameProblems,
  gatewayProblems,
  listenerProblems,
  permissionProblems,
  exposeProblems,
  routeProblems,
  doorProblems,
  hostnameProblems,
];

/** What the standalone target cannot do, of what its own meshes declare. */
export function* standaloneProblems(spec: Spec): Iterable<Problem> {
  for (const rule of rules) yield* rule(spec);
}
