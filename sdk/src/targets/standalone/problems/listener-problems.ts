import { type Listener, ListenerProtocol } from "../../../model/mesh-gateway.js";
import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { adminPort, containerPortOf, readinessPort } from "../pod.js";
import { ownGateways, type Spec } from "./own.js";

/** Listeners are for other meshes, over mutual TLS, each port on one port of the pod. */
export function* listenerProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { listeners = {} }] of ownGateways(spec)) {
    const at = `meshGateways.${name}.listeners`;
    for (const [listener, declared] of Object.entries(listeners))
      yield* crossMeshProblems(`${at}.${listener}`, declared);
    yield* containerPortProblems(at, listeners);
  }
}

function* crossMeshProblems(at: string, { protocol, crossMesh, tls }: Listener): Iterable<Problem> {
  if (crossMesh !== true) {
    yield unavailable(
      `${at}.crossMesh`,
      "listeners for outsiders on target standalone",
      "set crossMesh: true, or leave the listener out",
    );
    return;
  }
  if (protocol !== ListenerProtocol.HTTPS) {
    yield {
      code: "target.cross-mesh-protocol",
      path: `${at}.protocol`,
      message: `a crossMesh listener on target standalone knows its callers by mutual TLS, and protocol ${protocol} has none that it can end`,
      hint: "use protocol HTTPS",
    };
  }
  if (tls === undefined) return;
  yield {
    code: "target.cross-mesh-tls",
    path: `${at}.tls`,
    message: "a crossMesh listener presents the mesh's own certificate, so tls does not go with it",
    hint: "leave tls out",
  };
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
