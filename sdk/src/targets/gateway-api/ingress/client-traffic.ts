import type { CheckedListener } from "../../../fabric/checked.js";
import { ListenerProtocol, TlsMode } from "../../../model/choices.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { apis } from "../api.js";
import { type ListenerEntry, listenerHolders, listenerReference } from "../listeners.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { entryName } from "./listener-entries.js";
import { trustName } from "./names.js";

const settings: { [field: string]: Tree } = {
  path: { escapedSlashesAction: "RejectRequest" },
  headers: {
    // a name with a dot at its end is the same name
    host: { stripTrailingHostDot: true },
    withUnderscoresAction: "RejectRequest",
    // what a caller proved reaches policy and the service; what it claims does not
    xForwardedClientCert: { mode: "SanitizeSet", certDetailsToAdd: ["URI"] },
  },
  timeout: {
    tcp: { tlsHandshakeTimeout: "10s" },
    http: { requestHeadersReceivedTimeout: "10s", idleTimeout: "5m", streamIdleTimeout: "5m" },
  },
  http2: { maxConcurrentStreams: 100 },
};

/** Resumed sessions would skip the check of a certificate; Envoy Gateway has none unless asked. */
const tls = { minVersion: "1.2" };

/** HTTP/2 also where listeners of one port share a certificate: there Envoy Gateway has none unless asked. */
const requestTls = { ...tls, alpnProtocols: ["h2", "http/1.1"] };

/** Whether a listener ends TLS and passes on what is inside, of which only the service knows what it is. */
const endsTlsOfBytes = ({ protocol, tls: declared }: CheckedListener): boolean =>
  protocol === ListenerProtocol.TLS && declared?.mode !== TlsMode.Passthrough;

/** A permission or root that is removed reaches open connections at the latest by then. */
const longestConnection = { maxConnectionDuration: "10m" };

/** How plain connections of a cluster's own consumers are taken. A Route's timeout decides how long an answer takes. */
export const plainTraffic = (place: GatewayPlace, entries: ListenerEntry[]): KubeObject =>
  policy(place, undefined, listenerHolders(place, entries), {
    timeout: { http: { requestHeadersReceivedTimeout: "10s", idleTimeout: "5m" } },
    connection: { connectionLimit: longestConnection },
  });

/**
 * How callers' connections are taken: one policy for a Gateway, and one of its own for each listener that limits them,
 * has revocation lists or ends TLS of what is no request.
 */
export const clientTraffic = (
  place: GatewayPlace,
  entries: ListenerEntry[],
  listeners: CheckedListener[],
  { hasCrls }: { hasCrls: boolean },
): KubeObject[] => [
  policy(place, undefined, listenerHolders(place, entries), {
    tls: requestTls,
    connection: { connectionLimit: longestConnection },
  }),
  ...listeners
    .filter(
      (listener) =>
        listener.maxConnections !== undefined || (listener.crossMesh && hasCrls) || endsTlsOfBytes(listener),
    )
    .map((listener) =>
      policy(place, entryName(listener), [listenerReference(place, entries, entryName(listener))], {
        tls: {
          ...(endsTlsOfBytes(listener) ? tls : requestTls),
          ...(listener.crossMesh && hasCrls && { clientValidation: clientValidation(place) }),
        },
        connection: {
          connectionLimit: {
            ...longestConnection,
            ...(listener.maxConnections !== undefined && { value: listener.maxConnections }),
          },
        },
      }),
    ),
];

const policy = (
  place: GatewayPlace,
  part: string | undefined,
  targetRefs: Tree[],
  own: { [field: string]: Tree },
): KubeObject => ({
  apiVersion: apis.envoy,
  kind: "ClientTrafficPolicy",
  metadata: metadataOf(place, part),
  spec: { targetRefs, ...settings, ...own },
});

/** The Gateway's own validation again, with what only Envoy Gateway can say: which certificates no longer count. */
function clientValidation(place: GatewayPlace): Tree {
  const reference = { group: "", kind: "ConfigMap", name: trustName(place) };
  return { mode: "RequireAndVerify", caCertificateRefs: [reference], crl: { refs: [reference] } };
}
