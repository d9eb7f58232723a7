import { GatewayRole } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { ownGateways, type Spec } from "./own.js";

/** Ingress and egress; the latter is called inside its cluster only. */
export function* gatewayProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { role, service, address }] of ownGateways(spec)) {
    const at = `meshGateways.${name}`;
    if (role === GatewayRole.EastWest) {
      yield unavailable(`${at}.role`, "east-west gateways on target standalone", "use ingress and egress gateways");
    }
    if (role !== GatewayRole.Egress) continue;
    for (const [field, value] of Object.entries({ service, address })) {
      if (value === undefined) continue;
      yield {
        code: "target.egress-inside",
        path: `${at}.${field}`,
        message: `an egress gateway on target standalone is called inside its cluster only, so ${field} does not go with it`,
        hint: `leave ${field} out`,
      };
    }
  }
}
