import type { CheckedListener } from "../../../fabric/checked.js";
import { ListenerProtocol, PermissionAction } from "../../../model/choices.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { extension, type Json } from "../../standalone/envoy/json.js";
import { act, fits, inOrder } from "../../standalone/envoy/policy/matcher.js";
import { longestStream } from "../../standalone/envoy/streams.js";
import { networkingAlpha } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { headersFilter, valuedHeaders } from "./header-values.js";
import { containerPortOf } from "../../crossing/container-ports.js";

const connectionManagerName = "envoy.filters.network.http_connection_manager";
const connectionManager =
  "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
const tlsName = "envoy.transport_sockets.tls";

/**
 * Every ambiguity of a path is refused or resolved before policy sees it, where Istio leaves `//` as it is: a rule that
 * denies `/admin` would let `//admin` pass. What is taken away reaches open connections at the latest once these end.
 */
const connectionManagerPatch = {
  "@type": connectionManager,
  normalize_path: true,
  merge_slashes: true,
  path_with_escaped_slashes_action: "REJECT_REQUEST",
  common_http_protocol_options: {
    max_connection_duration: "600s",
    headers_with_underscores_action: "REJECT_REQUEST",
  },
};

/** A connection goes on until the last call on it has ended, which has this long where somebody may be shut out. */
export const callsPatch = {
  "@type": connectionManager,
  common_http_protocol_options: { max_stream_duration: longestStream },
};

/** A session that is resumed would not be asked again for a certificate that is still good. */
const tlsPatch = {
  "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
  disable_stateless_session_resumption: true,
  disable_stateful_session_resumption: true,
};

/**
 * Refuses a certificate that Istio's policies would take for several callers. Envoy looks for their principals among all
 * names of a certificate: of two identities either would do, so that a caller who is denied had to show another beside
 * its own. It looks among DNS names too, and the constraint of a root binds URIs only: by such a name any root that the
 * gateway believes could vouch for callers of every mesh. Names come joined by commas, which no identity has. They go
 * as they are into `x-forwarded-client-cert`, where what stands behind a `;` would read like another name.
 */
export const namesFilter = extension("isthmus.names", "envoy.extensions.filters.http.rbac.v3.RBAC", {
  ...inOrder(
    [
      [someNameHas("Dns", "[^A-Za-z0-9.*_,-]"), act("no-dns-name", PermissionAction.Deny)],
      [someNameHas("Uri", "[^A-Za-z0-9:/._-]"), act("no-single-identity", PermissionAction.Deny)],
    ],
    act("any-other", PermissionAction.Allow),
  ),
});

/** Whether one of these characters stands in the certificate's names of a kind; it may have none. */
function someNameHas(kind: "Dns" | "Uri", characters: string): Json {
  const input = extension("names", `envoy.extensions.matching.common_inputs.ssl.v3.${kind}SanInput`);
  return fits(input, `(?s:.*${characters}.*)`);
}

/** What Istio's own API cannot say of a gateway's connections. Its listeners are told apart by the port in the pod. */
export const envoyFilter = (place: GatewayPlace, listeners: CheckedListener[]): KubeObject => ({
  apiVersion: networkingAlpha,
  kind: "EnvoyFilter",
  metadata: metadataOf(place),
  spec: {
    workloadSelector: { labels: gatewaySelector(place.name) },
    configPatches: [
      merged(
        "NETWORK_FILTER",
        { filterChain: { filter: { name: connectionManagerName } } },
        { name: connectionManagerName, typed_config: connectionManagerPatch },
      ),
      ...listeners.flatMap(({ crossMesh, port, hostname: sni }) =>
        crossMesh ? [endingCalls(containerPortOf(port), sni)] : [],
      ),
      // a listener without TLS would refuse everybody, and get some TLS
      ...tlsPorts(listeners).map((portNumber) => beforePolicy(portNumber, namesFilter)),
      ...tlsPorts(listeners).flatMap((portNumber) => {
        const headers = valuedHeaders(listeners.filter(({ port }) => containerPortOf(port) === portNumber));
        return headers.length === 0 ? [] : [beforePolicy(portNumber, headersFilter(headers))];
      }),
      ...tlsPorts(listeners).map((portNumber) =>
        merged("FILTER_CHAIN", { portNumber }, { transport_socket: { name: tlsName, typed_config: tlsPatch } }),
      ),
    ],
  },
});

const tlsPorts = (listeners: CheckedListener[]): number[] =>
  [
    ...new Set(
      listeners.flatMap(({ protocol, port }) => (protocol === ListenerProtocol.HTTPS ? containerPortOf(port) : [])),
    ),
  ].sort((a, b) => a - b);

const endingCalls = (portNumber: number, sni: string | undefined): Tree =>
  merged(
    "NETWORK_FILTER",
    { portNumber, filterChain: { sni, filter: { name: connectionManagerName } } },
    { name: connectionManagerName, typed_config: callsPatch },
  );

const beforePolicy = (portNumber: number, value: Tree): Tree => ({
  applyTo: "HTTP_FILTER",
  match: { context: "GATEWAY", listener: { portNumber, filterChain: { filter: { name: connectionManagerName } } } },
  patch: { operation: "INSERT_FIRST", value },
});

const merged = (applyTo: string, listener: Tree, value: Tree): Tree => ({
  applyTo,
  match: { context: "GATEWAY", listener },
  patch: { operation: "MERGE", value },
});
