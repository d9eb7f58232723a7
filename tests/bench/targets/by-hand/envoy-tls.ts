import { extension, type Json, typed } from "../../../../sdk/src/targets/standalone/envoy/json.js";
import { yamlText } from "../../../../sdk/src/targets/standalone/envoy/yaml.js";

export type Fields = { [field: string]: Json };

const tls = "envoy.extensions.transport_sockets.tls.v3";

/** Where a pod finds certificates, each with the file that says how Envoy reads it. */
export const secretsPath = "/etc/envoy/sds";

const secretOf = (name: string): Fields => ({
  name,
  sds_config: {
    resource_api_version: "V3",
    path_config_source: { path: `${secretsPath}/${name}.yaml`, watched_directory: { path: secretsPath } },
  },
});

const commonTls = (certificate: string, peers: string): Fields => ({
  alpn_protocols: ["h2", "http/1.1"],
  tls_params: { tls_minimum_protocol_version: "TLSv1_2" },
  tls_certificate_sds_secret_configs: [secretOf(certificate)],
  validation_context_sds_secret_config: secretOf(peers),
});

export const serverTls = (certificate: string, peers: string): Fields =>
  extension("envoy.transport_sockets.tls", `${tls}.DownstreamTlsContext`, {
    require_client_certificate: true,
    disable_stateless_session_resumption: true,
    disable_stateful_session_resumption: true,
    common_tls_context: commonTls(certificate, peers),
  });

export const clientTls = (certificate: string, peers: string, sni: string): Fields =>
  extension("envoy.transport_sockets.tls", `${tls}.UpstreamTlsContext`, {
    sni,
    max_session_keys: 0,
    common_tls_context: commonTls(certificate, peers),
  });

/** The files that say where certificates are, and who may show which. */
export const secretFile = (name: string, secret: Fields): [string, string] => [
  `${name}.yaml`,
  yamlText({ resources: [{ ...(typed(`${tls}.Secret`) as Fields), name, ...secret }] }),
];

export const certificateFile = (name: string): [string, string] =>
  secretFile(name, {
    tls_certificate: {
      certificate_chain: { filename: `/etc/envoy/tls/${name}.crt` },
      private_key: { filename: `/etc/envoy/tls/${name}.key` },
      watched_directory: { path: "/etc/envoy/tls" },
    },
  });

/** A validation context that binds each root to its trust domain, and may want one identity. */
export const peersFile = (name: string, roots: Record<string, string>, identity?: string): [string, string] =>
  secretFile(name, {
    validation_context: {
      ...(identity !== undefined && {
        match_typed_subject_alt_names: [{ san_type: "URI", matcher: { exact: identity } }],
      }),
      custom_validator_config: extension("envoy.tls.cert_validator.spiffe", `${tls}.SPIFFECertValidatorConfig`, {
        trust_domains: Object.entries(roots).map(([domain, root]) => ({
          name: domain,
          trust_bundle: { inline_string: root },
        })),
      }),
    },
  });
