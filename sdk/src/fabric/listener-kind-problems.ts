import { ListenerProtocol, TlsMode } from "../model/choices.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Listener } from "../model/mesh-gateway.js";
import type { Problem } from "../model/problem.js";
import { readsRequests } from "./expose-problems.js";

/** What goes with the protocol of a listener, and with who may call it. */
export function* listenerKindProblems({ meshGateways }: Required<FabricSpec>): Iterable<Problem> {
  for (const [gateway, { listeners = {} }] of Object.entries(meshGateways)) {
    const at = `meshGateways.${gateway}.listeners`;
    for (const [name, listener] of Object.entries(listeners)) {
      yield* listener.crossMesh === true
        ? crossMeshProblems(`${at}.${name}`, listener)
        : tlsProblems(`${at}.${name}`, listener);
      yield* rateLimitProblems(`${at}.${name}`, listener);
    }
    yield* sharedServerProblems(at, listeners);
  }
}

/** A crossMesh listener knows its callers by identity, over the mesh's own mutual TLS. */
function* crossMeshProblems(at: string, { protocol, tls, sourceRanges }: Listener): Iterable<Problem> {
  if (protocol === ListenerProtocol.HTTP) {
    yield {
      code: "gateway.listener.cross-mesh-plain",
      path: `${at}.protocol`,
      message: "a crossMesh listener knows its callers by mutual TLS, and HTTP has none",
      hint: "use protocol HTTPS for requests, or TLS or TCP for connections",
    };
  }
  if (tls !== undefined) {
    yield {
      code: "gateway.listener.cross-mesh-tls",
      path: `${at}.tls`,
      message:
        tls.mode === TlsMode.Passthrough
          ? "TLS that is passed through hides who calls, so a crossMesh listener could admit nobody by permission"
          : "a crossMesh listener presents the mesh's own certificate, so tls does not go with it",
      hint: "leave tls out, or set crossMesh: false",
    };
  }
  if (sourceRanges !== undefined) {
    yield {
      code: "gateway.listener.cross-mesh-ranges",
      path: `${at}.sourceRanges`,
      message: "a crossMesh listener knows its callers by identity, not by address",
      hint: "say in a crossMeshPermission who may call, or set crossMesh: false",
    };
  }
}

/** Where TLS ends, there is a certificate; where it does not, there is none. */
function* tlsProblems(at: string, { protocol, tls }: Listener): Iterable<Problem> {
  if (protocol === ListenerProtocol.HTTP || protocol === ListenerProtocol.TCP) {
    if (tls === undefined) return;
    yield {
      code: "gateway.listener.no-tls",
      path: `${at}.tls`,
      message: `protocol ${protocol} has no TLS`,
      hint: "leave tls out, or use protocol HTTPS or TLS",
    };
    return;
  }
  if (tls?.mode === TlsMode.Passthrough) {
    if (protocol === ListenerProtocol.HTTPS)
      yield {
        code: "gateway.listener.https-passthrough",
        path: `${at}.tls.mode`,
        message: "protocol HTTPS reads requests, which TLS that is passed through hides",
        hint: "use protocol TLS, or mode terminate",
      };
    if (tls.secretName !== undefined)
      yield {
        code: "gateway.listener.passthrough-secret",
        path: `${at}.tls.secretName`,
        message: `TLS is passed through, so the gateway would never present Secret "${tls.secretName}"`,
        hint: "leave secretName out, or use mode terminate",
      };
    return;
  }
  if (tls?.secretName === undefined)
    yield {
      code: "gateway.listener.no-secret",
      path: `${at}.tls.secretName`,
      message: `protocol ${protocol} ends TLS here, and no Secret holds the certificate`,
      hint: "name a Secret of type kubernetes.io/tls in the gateway's namespace, or set crossMesh: true",
    };
}

function* rateLimitProblems(at: string, { protocol, rateLimit }: Listener): Iterable<Problem> {
  if (rateLimit === undefined || readsRequests({ protocol })) return;
  yield {
    code: "gateway.listener.no-requests",
    path: `${at}.rateLimit`,
    message: `protocol ${protocol} has no requests to count`,
    hint: "use maxConnections",
  };
}

/** Plain HTTP listeners of one port are one server: a connection is taken before its Host is known. */
function* sharedServerProblems(at: string, listeners: Record<string, Listener>): Iterable<Problem> {
  const owners = new Map<number, { name: string; listener: Listener }>();
  for (const [name, listener] of Object.entries(listeners)) {
    if (listener.protocol !== ListenerProtocol.HTTP) continue;
    const owner = owners.get(listener.port);
    owners.set(listener.port, owner ?? { name, listener });
    if (owner === undefined) continue;
    for (const field of ["sourceRanges", "maxConnections"] as const) {
      if (JSON.stringify(owner.listener[field]) === JSON.stringify(listener[field])) continue;
      yield {
        code: "gateway.listener.server-differs",
        path: `${at}.${name}.${field}`,
        message: `${field} counts before the Host is known, and listener "${owner.name}" on port ${listener.port} has another`,
        hint: `write the same ${field} in both, or choose another port`,
      };
    }
  }
}
