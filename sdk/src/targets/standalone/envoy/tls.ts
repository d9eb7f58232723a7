import { secretSource } from "./files.js";
import { extension, type Json } from "./json.js";

/** What a side of a connection presents and whom it believes, as SDS names them. */
export interface TlsSecrets {
  /** Undefined presents none. */
  certificate: string | undefined;
  peers: string;
  /** By ALPN. */
  protocols: string[];
}

const sinceTls12 = { tls_minimum_protocol_version: "TLSv1_2" };

/** What is called outside may take TLS 1.3 only, and as a client Envoy by itself goes no further than 1.2. */
export const outsideVersions = { ...sinceTls12, tls_maximum_protocol_version: "TLSv1_3" };

const presenting = (
  { certificate, protocols }: Omit<TlsSecrets, "peers">,
  versions: Json = sinceTls12,
): { [field: string]: Json } => ({
  ...(protocols.length > 0 && { alpn_protocols: protocols }),
  tls_params: versions,
  ...(certificate !== undefined && { tls_certificate_sds_secret_configs: [secretSource(certificate)] }),
});

const mutual = (secrets: TlsSecrets, versions?: Json): Json => ({
  ...presenting(secrets, versions),
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

/**
 * Originates TLS, mutual where there is a certificate, under a server name where there is one. Between gateways of the
 * Fabric it is 1.2, whose handshake ends only once both sides are believed: else checks of a connection, and retries,
 * would take a gateway for well that refuses its caller.
 */
export const upstreamTls = (serverName: string | undefined, secrets: TlsSecrets, isOutside: boolean): Json =>
  extension("envoy.transport_sockets.tls", "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
    ...(serverName !== undefined && { sni: serverName }),
    max_session_keys: 0,
    common_tls_context: mutual(secrets, isOutside ? outsideVersions : undefined),
  });
