import type { CheckedFabric } from "../../fabric/checked.js";
import type { Problem } from "../../model/problem.js";
import { type Exit, isFromElsewhere, type Passage } from "./passages.js";
import { planesOf } from "./plane.js";
import { areWhole, hundredths } from "./weights.js";

/** What is lost on the way through Gloo Mesh. */
export function* glooMeshNotes(fabric: CheckedFabric): Iterable<Problem> {
  for (const { exits } of planesOf(fabric)) for (const exit of exits) yield* exitNotes(exit);
}

function* exitNotes({ passages }: Exit): Iterable<Problem> {
  for (const passage of passages) {
    yield* identityNotes(passage);
    yield* weightNotes(passage);
  }
}

/** Whoever ends TLS speaks for itself from there on. */
function* identityNotes({ routes, gateway, eastWest }: Passage): Iterable<Problem> {
  if (eastWest === undefined) return;
  for (const { name } of routes.filter((route) => isFromElsewhere(route, gateway)))
    yield {
      code: "gloo.identity-replaced",
      path: `routes.${name}.via`,
      message: `east-west gateway "${eastWest.name}" ends TLS of Route "${name}", so gateway "${gateway.name}" sees the east-west gateway and not who calls`,
      hint: "policies of yours by service account belong at the east-west gateway; calls of its own cluster keep their identity",
    };
}

function* weightNotes({ routes: [{ name, rules }] }: Passage): Iterable<Problem> {
  for (const [index, { forward }] of rules.entries()) {
    const weights = forward?.destinations.map(({ weight }) => weight) ?? [];
    if (areWhole(weights)) continue;
    yield {
      code: "gloo.weights-rounded",
      path: `routes.${name}${index === rules.length - 1 ? ".to" : `.rules[${index}]`}`,
      message: `weights ${weights.join(", ")} become hundredths: ${hundredths(weights).join(", ")}`,
      hint: "write weights that are whole hundredths of their sum",
    };
  }
}
