import type { CheckedListener } from "../../../../fabric/checked.js";
import { ListenerProtocol, TlsMode } from "../../../../model/choices.js";

/** What a listener is to Envoy. */
export type ListenerKind =
  /** Requests of other meshes, over mutual TLS. */
  | "mesh-requests"
  /** Connections of other meshes, over mutual TLS. */
  | "mesh-bytes"
  /** Requests of anybody, plain. */
  | "plain-requests"
  /** Requests of anybody, over TLS that ends here. */
  | "tls-requests"
  /** Connections of anybody, over TLS that ends here. */
  | "tls-bytes"
  /** Connections of anybody, passed on as they are: TLS that ends at the service, or none. */
  | "bytes";

export function listenerKind({ protocol, crossMesh, tls }: CheckedListener): ListenerKind {
  if (crossMesh) return protocol === ListenerProtocol.HTTPS ? "mesh-requests" : "mesh-bytes";
  if (protocol === ListenerProtocol.HTTP) return "plain-requests";
  if (protocol === ListenerProtocol.HTTPS) return "tls-requests";
  return protocol === ListenerProtocol.TLS && tls?.mode !== TlsMode.Passthrough ? "tls-bytes" : "bytes";
}

/** Whether requests are told apart, so that there is a route table. */
export const hasRequests = (listener: CheckedListener): boolean => listenerKind(listener).endsWith("-requests");
