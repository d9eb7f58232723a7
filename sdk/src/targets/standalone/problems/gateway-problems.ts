import { GatewayRole } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { type Own, type Spec } from "../../own.js";

/** An egress gateway is called inside its cluster only. */
export function* gatewayProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const [name, { role, service, address }] of own.gateways(spec)) {
    if (role !== GatewayRole.Egress) continue;
    for (const [field, value] of Object.entries({ service, address })) {
      if (value === undefined) continue;
      yield {
        code: "target.egress-inside",
        path: `meshGateways.${name}.${field}`,
        message: `an egress gateway of ours is called inside its cluster only, so ${field} does not go with it`,
        hint: `leave ${field} out`,
      };
    }
  }
}
