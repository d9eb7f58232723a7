import { secretSource } from "./files.js";
import { extension, type Json } from "./json.js";

/** What a side of a connection presents and whom it believes, as SDS names them. */
export interface TlsSecrets {
  certificate: string;
  peers: string;
  /** By ALPN. */
  protocols: string[];
}

const presenting = ({ certificate, protocols }: Omit<TlsSecrets, "peers">): { [field: string]: Json } => ({
  ...(protocols.length > 0 && { alpn_protocols: protocols }),
  tls_params: { tls_minimum_protocol_version: "TLSv1_2" },
  tls_certificate_sds_secret_configs: [secretSource(certificate)],
});

const mutual = (secrets: TlsSecrets): Json => ({
  ...presenting(secrets),
  validation_context_sds_secret_config: secretSource(secrets.peers),
});

/** Takes mutual TLS only. A resumed session would skip the check of the certificate, so there are none. */
export const mutualTls = (secrets: TlsSecrets): Json =>
  extension("envoy.transport_sockets.tls", "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", {
    require_client_certificate: true,
    disable_stateless_session_resumption: true,
    disable_stateful_session_resumption: true,
    common_tls_context: mutual(secrets),
  });

/** Takes TLS of anybody. */
export const serverTls = (secrets: Omit<TlsSecrets, "peers">): Json =>
  extension("envoy.transport_sockets.tls", "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", {
    common_tls_context: presenting(secrets),
  });

/** Originates mutual TLS, under a server name where there is one. */
export const upstreamTls = (serverName: string | undefined, secrets: TlsSecrets): Json =>
  extension("envoy.transport_sockets.tls", "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
    ...(serverName !== undefined && { sni: serverName }),
    max_session_keys: 0,
    common_tls_context: mutual(secrets),
  });
