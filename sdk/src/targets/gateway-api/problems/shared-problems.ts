import type { Problem } from "../../../model/problem.js";
import { doorProblems } from "../../standalone/problems/door-problems.js";
import { hostnameProblems } from "../../standalone/problems/hostname-problems.js";
import { nameProblems } from "../../standalone/problems/name-problems.js";
import { permissionProblems } from "../../standalone/problems/permission-problems.js";
import { routeProblems } from "../../standalone/problems/route-problems.js";
import type { OwnRule, Spec } from "../../own.js";
import { own } from "./own.js";

const rules: OwnRule[] = [nameProblems, permissionProblems, routeProblems, doorProblems, hostnameProblems];

/** What holds for every Envoy behind Services, whoever runs it. */
export function* sharedProblems(spec: Spec): Iterable<Problem> {
  for (const rule of rules) yield* rule(spec, own);
}
