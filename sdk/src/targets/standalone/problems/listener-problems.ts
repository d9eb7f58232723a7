import type { Problem } from "../../../model/problem.js";
import { portTakenProblems } from "../../crossing/container-ports.js";
import { type Own, type Spec } from "../../own.js";
import { adminPort, drainerPort, leavingPort, metricsPort, readinessPort } from "../pod.js";

/** Each port of a gateway is one port of its pods. */
export function* listenerProblems(spec: Spec, own: Own): Iterable<Problem> {
  const ownPorts = [readinessPort, metricsPort, adminPort, drainerPort, leavingPort];
  const kept = { kept: ownPorts, keeper: "the gateway" };
  for (const [name, { listeners = {} }] of own.gateways(spec))
    yield* portTakenProblems(`meshGateways.${name}.listeners`, listeners, kept);
}
