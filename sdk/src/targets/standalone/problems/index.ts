import type { Problem } from "../../../model/problem.js";
import type { Spec } from "../../own.js";
import { gatewayRules } from "./gateway-rules.js";
import { hostnameProblems } from "./hostname-problems.js";
import { own } from "./own.js";

/** What the standalone target cannot do, of what its own meshes declare. */
export function* standaloneProblems(spec: Spec): Iterable<Problem> {
  for (const rule of [...gatewayRules, hostnameProblems]) yield* rule(spec, own);
}
