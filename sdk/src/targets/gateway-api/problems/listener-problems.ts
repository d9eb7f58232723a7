import { readsRequests } from "../../../fabric/expose-problems.js";
import { GatewayRole, ListenerProtocol } from "../../../model/choices.js";
import type { Listener } from "../../../model/mesh-gateway.js";
import type { Problem } from "../../../model/problem.js";
import { proxyPorts } from "../proxy/names.js";
import { portTakenProblems } from "../../crossing/container-ports.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

const kept = { kept: Object.values(proxyPorts), keeper: "Envoy Gateway" };

/** What a Gateway's listeners can be. */
export function* listenerProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { listeners = {}, role, service, address }] of own.gateways(spec)) {
    const at = `meshGateways.${name}`;
    if (role === GatewayRole.Egress) yield* insideProblems(at, { service, address });
    yield* portTakenProblems(`${at}.listeners`, listeners, kept);
    yield* validationProblems(at, listeners);
    yield* limitProblems(at, listeners);
    for (const [listener, declared] of Object.entries(listeners))
      yield* bytesProblems(`${at}.listeners.${listener}`, listener, declared);
    yield* nameProblems(at, listeners);
  }
}

function* insideProblems(at: string, fields: Record<string, unknown>): Iterable<Problem> {
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    yield {
      code: "target.egress-inside",
      path: `${at}.${field}`,
      message: `an egress gateway on target gateway-api is called inside its cluster only, so ${field} does not go with it`,
      hint: `leave ${field} out`,
    };
  }
}

/** Whether callers show a certificate is said for a port (GEP-91). */
function* validationProblems(at: string, listeners: Record<string, Listener>): Iterable<Problem> {
  const owners = new Map<number, { listener: string; crossMesh: boolean }>();
  for (const [listener, { port, protocol, crossMesh = false }] of Object.entries(listeners)) {
    if (protocol !== ListenerProtocol.HTTPS) continue;
    const owner = owners.get(port);
    owners.set(port, owner ?? { listener, crossMesh });
    if (owner === undefined || owner.crossMesh === crossMesh) continue;
    yield {
      code: "gateway-api.port-of-both",
      path: `${at}.listeners.${listener}.port`,
      message: `Gateway API asks for certificates by port, and port ${port} is called by ${crossMesh ? "outsiders" : "other meshes"} at listener "${owner.listener}"`,
      hint: "give listeners of outsiders and those of other meshes ports of their own",
    };
  }
}

/** Envoy Gateway refuses a policy of one listener of plain HTTP where another one has the same port. */
function* limitProblems(at: string, listeners: Record<string, Listener>): Iterable<Problem> {
  const plain = Object.entries(listeners).filter(([, { protocol }]) => protocol === ListenerProtocol.HTTP);
  for (const [listener, { port, maxConnections }] of plain) {
    if (maxConnections === undefined) continue;
    const other = plain.find(([name, declared]) => name !== listener && declared.port === port);
    if (other === undefined) continue;
    yield {
      code: "gateway-api.limit-shared",
      path: `${at}.listeners.${listener}.maxConnections`,
      message: `Envoy Gateway takes no limit of one listener of plain HTTP where another one shares its port, and "${other[0]}" has ${port} too`,
      hint: "leave maxConnections out, or give each listener a port of its own",
    };
  }
}

/** A listener of TCP for outsiders has no TLS, and so no server name. */
function* nameProblems(at: string, listeners: Record<string, Listener>): Iterable<Problem> {
  for (const [listener, { protocol, crossMesh, hostname }] of Object.entries(listeners)) {
    if (protocol !== ListenerProtocol.TCP || crossMesh === true || hostname === undefined) continue;
    yield {
      code: "gateway-api.tcp-hostname",
      path: `${at}.listeners.${listener}.hostname`,
      message: `listener "${listener}" passes TCP on, in which no hostname is named, and Gateway API takes none there`,
      hint: "leave hostname out, or use protocol TLS",
    };
  }
}

/** In connections there is nothing but an address that Envoy Gateway's policies could tell callers by. */
function* bytesProblems(at: string, name: string, listener: Listener): Iterable<Problem> {
  const { crossMesh, protocol } = listener;
  if (readsRequests(listener)) return;
  if (crossMesh === true)
    yield {
      code: "gateway-api.bytes-across",
      path: `${at}.protocol`,
      message: `listener "${name}" passes ${protocol} connections of other meshes on, and Envoy Gateway's policies cannot tell their callers apart`,
      hint: "use protocol HTTPS, or target standalone",
    };
}
