import type { Rule } from "../../../../fabric/check.js";
import { exposeProblems } from "./expose-problems.js";
import { gatewayProblems } from "./gateway-problems.js";
import { listenerProblems } from "./listener-problems.js";
import { meshProblems } from "./mesh-problems.js";
import { permissionProblems } from "./permission-problems.js";
import { routeProblems } from "./route-problems.js";

const rules: Rule[] = [
  meshProblems,
  gatewayProblems,
  listenerProblems,
  exposeProblems,
  permissionProblems,
  routeProblems,
];

/** What Kuma 2.14 cannot do, of what its own meshes declare. */
export const problems: Rule = function* (spec) {
  for (const rule of rules) yield* rule(spec);
};
