import { leafSecret, peersSecret, secretSource } from "./files.js";
import { extension, type Json } from "./json.js";

/** What a side of a connection presents and whom it believes. */
export interface TlsSecrets {
  certificate: string;
  peers: string;
}

const common = ({ certificate, peers }: TlsSecrets): Json => ({
  alpn_protocols: ["h2", "http/1.1"],
  tls_params: { tls_minimum_protocol_version: "TLSv1_2" },
  tls_certificate_sds_secret_configs: [secretSource(leafSecret(certificate))],
  validation_context_sds_secret_config: secretSource(peersSecret(peers)),
});

/** Takes mutual TLS only. A resumed session would skip the check of the certificate, so there are none. */
export const downstreamTls = (secrets: TlsSecrets): Json =>
  extension("envoy.transport_sockets.tls", "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", {
    require_client_certificate: true,
    disable_stateless_session_resumption: true,
    disable_stateful_session_resumption: true,
    common_tls_context: common(secrets),
  });

/** Originates mutual TLS under a server name. */
export const upstreamTls = (serverName: string, secrets: TlsSecrets): Json =>
  extension("envoy.transport_sockets.tls", "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
    sni: serverName,
    max_session_keys: 0,
    common_tls_context: common(secrets),
  });
