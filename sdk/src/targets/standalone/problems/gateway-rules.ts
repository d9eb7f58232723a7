import type { OwnRule } from "../../own.js";
import { doorProblems } from "./door-problems.js";
import { exposeProblems } from "./expose-problems.js";
import { gatewayProblems } from "./gateway-problems.js";
import { listenerProblems } from "./listener-problems.js";
import { nameProblems } from "./name-problems.js";
import { permissionProblems } from "./permission-problems.js";
import { routeProblems } from "./route-problems.js";

/** What goes for our gateways wherever they run: beside Kuma's proxies too. */
export const gatewayRules: OwnRule[] = [
  nameProblems,
  gatewayProblems,
  listenerProblems,
  permissionProblems,
  exposeProblems,
  routeProblems,
  doorProblems,
];
