import type { CheckedGateway, CheckedListener } from "../../../fabric/checked.js";
import { containerPortOf } from "../pod.js";
import { socketAddress } from "./bootstrap.js";
import { connectionManager } from "./connection-manager.js";
import { routesFile } from "./ingress-routes.js";
import { extension, type Json, typed } from "./json.js";
import { denyEverything } from "./policy.js";
import { downstreamTls, type TlsSecrets } from "./tls.js";

/** One Envoy listener a port; each listener of the gateway is a filter chain, chosen by the server name. */
export function ingressListeners({ listeners }: CheckedGateway, secrets: TlsSecrets): Json[] {
  const ports = [...new Set(listeners.map(({ port }) => port))];
  return ports.map((port) =>
    typed("envoy.config.listener.v3.Listener", {
      name: `port-${port}`,
      address: socketAddress("0.0.0.0", containerPortOf(port)),
      per_connection_buffer_limit_bytes: 32768,
      listener_filters: [
        extension(
          "envoy.filters.listener.tls_inspector",
          "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
        ),
      ],
      listener_filters_timeout: "5s",
      filter_chains: listeners
        .filter((listener) => listener.port === port)
        .map((listener) => filterChain(listener, secrets)),
    }),
  );
}

const filterChain = (listener: CheckedListener, secrets: TlsSecrets): Json => ({
  name: listener.name,
  filter_chain_match: { server_names: listener.hostname === undefined ? [] : [listener.hostname] },
  transport_socket_connect_timeout: "10s",
  transport_socket: downstreamTls(secrets),
  filters: [
    connectionManager({
      name: listener.name,
      routes: routesFile(listener),
      clientCertificate: {
        forward_client_cert_details: "SANITIZE_SET",
        set_current_client_cert_details: { uri: true, subject: true },
      },
      filters: [denyEverything()],
    }),
  ],
});
