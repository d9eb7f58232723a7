import type { Listener } from "../../../model/mesh-gateway.js";
import type { Problem } from "../../../model/problem.js";
import { adminPort, containerPortOf, readinessPort } from "../pod.js";
import { ownGateways, type Spec } from "./own.js";

/** Each port of a gateway is one port of its pods. */
export function* listenerProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { listeners = {} }] of ownGateways(spec)) {
    const at = `meshGateways.${name}.listeners`;
    yield* containerPortProblems(at, listeners);
  }
}

/** Low ports are served on higher ones, where another listener or the gateway itself may be. */
function* containerPortProblems(at: string, listeners: Record<string, Listener>): Iterable<Problem> {
  const owners = new Map<number, number | undefined>([
    [readinessPort, undefined],
    [adminPort, undefined],
  ]);
  for (const [listener, { port }] of Object.entries(listeners)) {
    const containerPort = containerPortOf(port);
    const owner = owners.get(containerPort);
    if (owner === port) continue;
    if (!owners.has(containerPort)) {
      owners.set(containerPort, port);
      continue;
    }
    yield {
      code: "target.port-taken",
      path: `${at}.${listener}.port`,
      message: `port ${port} is served on ${containerPort} in the pod, which ${owner === undefined ? "the gateway keeps for itself" : `port ${owner} uses already`}`,
      hint: "choose another port",
    };
  }
}
