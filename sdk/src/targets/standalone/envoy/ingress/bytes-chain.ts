import type { CheckedListener } from "../../../../fabric/checked.js";
import { exposeCluster } from "../clusters.js";
import { leafSecret, peersSecret, serverSecret } from "../files.js";
import type { Json } from "../json.js";
import { connectionPolicy } from "../connection-policy.js";
import { tcpProxy } from "../tcp-proxy.js";
import { mutualTls, serverTls } from "../tls.js";
import { isClosed, listenerPeers } from "../../peers.js";
import { filterChain } from "./chain.js";
import type { BytesKind } from "./kind.js";

/**
 * Passes connections on. A service may speak first, before any policy was asked, so a mesh's peer is checked in the
 * handshake too; a listener that lets nobody in has no chain at all.
 */
export function bytesChain(listener: CheckedListener, kind: BytesKind, certificate: string): Json[] {
  const [expose] = listener.exposes;
  if (expose === undefined || (kind === "mesh-bytes" && isClosed(listener))) return [];
  const forward = tcpProxy({
    name: listener.name,
    clusters: [{ name: exposeCluster(expose), weight: 1 }],
    endsTls: kind !== "bytes",
    // a root that is removed reaches open connections at the latest by then
    maxDuration: kind === "mesh-bytes" ? "3600s" : undefined,
  });
  if (kind === "bytes") return [filterChain(listener.name, listener, undefined, [forward])];
  if (kind === "tls-bytes") {
    const socket = serverTls({ certificate: serverSecret(listener.tls?.secretName ?? ""), protocols: [] });
    return [filterChain(listener.name, listener, socket, [forward])];
  }
  const socket = mutualTls({
    certificate: leafSecret(certificate),
    peers: peersSecret(listenerPeers(listener).name),
    protocols: [],
  });
  return [filterChain(listener.name, listener, socket, [connectionPolicy(listener), forward])];
}
