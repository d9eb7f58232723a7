import type { CheckedListener } from "../../../../fabric/checked.js";
import { ListenerProtocol, TlsMode } from "../../../../model/choices.js";

/** A listener whose requests are told apart, so that there is a route table. */
export type RequestsKind =
  /** Of other meshes, over mutual TLS. */
  | "mesh-requests"
  /** Of anybody, plain. */
  | "plain-requests"
  /** Of anybody, over TLS that ends here. */
  | "tls-requests";

/** A listener that passes connections on. */
export type BytesKind =
  /** Of other meshes, over mutual TLS. */
  | "mesh-bytes"
  /** Of anybody, over TLS that ends here. */
  | "tls-bytes"
  /** Of anybody, as they are: TLS that ends at the service, or none. */
  | "bytes";

/** What a listener is to Envoy. */
export function listenerKind({ protocol, crossMesh, tls }: CheckedListener): RequestsKind | BytesKind {
  if (crossMesh) return protocol === ListenerProtocol.HTTPS ? "mesh-requests" : "mesh-bytes";
  if (protocol === ListenerProtocol.HTTP) return "plain-requests";
  if (protocol === ListenerProtocol.HTTPS) return "tls-requests";
  return protocol === ListenerProtocol.TLS && tls?.mode !== TlsMode.Passthrough ? "tls-bytes" : "bytes";
}

export const isOfRequests = (kind: RequestsKind | BytesKind): kind is RequestsKind => kind.endsWith("-requests");

/** Whether a listener's requests are told apart. */
export const hasRequests = (listener: CheckedListener): boolean => isOfRequests(listenerKind(listener));
