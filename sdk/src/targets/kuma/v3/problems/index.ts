import type { Rule } from "../../../../fabric/check.js";
import { gatewayRules } from "../../../standalone/problems/gateway-rules.js";
import { hostnameProblems } from "./hostname-problems.js";
import { meshProblems } from "./mesh-problems.js";
import { own } from "./own.js";
import { portProblems } from "./port-problems.js";

/** What Kuma's own objects, and its proxies beside our gateways, ask besides. */
const kumaRules: Rule[] = [meshProblems, portProblems, hostnameProblems];

/** What Kuma 3.0 cannot do, of what its own meshes declare. */
export const problems: Rule = function* (spec) {
  for (const rule of gatewayRules) yield* rule(spec, own);
  for (const rule of kumaRules) yield* rule(spec);
};
