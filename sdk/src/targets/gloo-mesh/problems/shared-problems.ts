import type { Problem } from "../../../model/problem.js";
import { gatewayProblems } from "../../standalone/problems/gateway-problems.js";
import { nameProblems } from "../../standalone/problems/name-problems.js";
import { permissionProblems } from "../../standalone/problems/permission-problems.js";
import { routeProblems } from "../../standalone/problems/route-problems.js";
import type { OwnRule, Spec } from "../../own.js";
import { own } from "./own.js";

/** Not those of hostnames: they are Services of consumers to others, and names of Gloo Mesh here. */
const rules: OwnRule[] = [nameProblems, gatewayProblems, permissionProblems, routeProblems];

/** What holds for every Envoy behind Services, whoever runs it. */
export function* sharedProblems(spec: Spec): Iterable<Problem> {
  for (const rule of rules) yield* rule(spec, own);
}
