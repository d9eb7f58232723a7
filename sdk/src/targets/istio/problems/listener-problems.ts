import type { Problem } from "../../../model/problem.js";
import { portTakenProblems } from "../../crossing/container-ports.js";
import type { Spec } from "../../own.js";
import { proxyPorts } from "../pod/ports.js";
import { own } from "./own.js";

/** Each port of a gateway is one port of its pods. */
export function* listenerProblems(spec: Spec): Iterable<Problem> {
  const kept = { kept: proxyPorts, keeper: "Istio's proxy" };
  for (const [name, { listeners = {} }] of own.gateways(spec))
    yield* portTakenProblems(`meshGateways.${name}.listeners`, listeners, kept);
}
