import type { Manifest } from "../../sdk/src/targets/kuma/v3/testing/admission.js";
import { type Match, type Proxy, rulesOf } from "../../sdk/src/targets/kuma/v3/testing/enforcement.js";
import type { Identity } from "../wire/client.js";

interface Trust {
  trustDomain: string;
  caBundles: { pem: { value: string } }[];
}

/**
 * What Kuma 3.0 makes of MeshTrusts and MeshTrafficPermissions at a proxy's inbound (meshtrust/generator/v1alpha1,
 * meshtrafficpermission/xds/rbac_configurer.go): Envoy's SPIFFE validator, and RBAC by a matcher on the URI name, denials
 * first. Its own control plane, master of 2026-08-21, made the same of the example. Whom it lets through it answers
 * itself.
 */
export const sidecarInbound = (objects: Manifest[], proxy: Proxy, identity: Identity, port: number): unknown => ({
  name: `inbound_${port}`,
  address: { socket_address: { address: "127.0.0.1", port_value: port } },
  filter_chains: [
    {
      transport_socket: {
        name: "envoy.transport_sockets.tls",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
          require_client_certificate: true,
          common_tls_context: {
            tls_certificates: [
              {
                certificate_chain: { inline_string: identity.certificate },
                private_key: { inline_string: identity.privateKey },
              },
            ],
            validation_context: {
              match_typed_subject_alt_names: trustDomains(objects, proxy.mesh).map((trustDomain) => ({
                san_type: "URI",
                matcher: { prefix: `spiffe://${trustDomain}/` },
              })),
              custom_validator_config: trustBundle(objects, proxy.mesh),
            },
          },
        },
      },
      filters: [
        {
          name: "envoy.filters.network.http_connection_manager",
          typed_config: {
            "@type":
              "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            stat_prefix: "inbound",
            forward_client_cert_details: "SANITIZE_SET",
            set_current_client_cert_details: { uri: true },
            http_filters: [
              {
                name: "envoy.filters.http.rbac",
                typed_config: {
                  "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
                  matcher: matcherOf(objects, proxy),
                },
              },
              {
                name: "envoy.filters.http.router",
                typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
              },
            ],
            route_config: {
              virtual_hosts: [
                {
                  name: "inbound",
                  domains: ["*"],
                  routes: [{ match: { prefix: "/" }, direct_response: { status: 200 } }],
                },
              ],
            },
          },
        },
      ],
    },
  ],
});

const trustBundle = (objects: Manifest[], mesh: string): unknown => ({
  name: "envoy.tls.cert_validator.spiffe",
  typed_config: {
    "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig",
    trust_domains: trustsOf(objects, mesh).map(({ trustDomain, caBundles }) => ({
      name: trustDomain,
      trust_bundle: { inline_string: caBundles.map(({ pem }) => pem.value).join("\n") },
    })),
  },
});

const trustDomains = (objects: Manifest[], mesh: string): string[] =>
  trustsOf(objects, mesh).map(({ trustDomain }) => trustDomain);

const trustsOf = (objects: Manifest[], mesh: string): Trust[] =>
  objects
    .filter(({ kind, metadata }) => kind === "MeshTrust" && metadata.labels?.["kuma.io/mesh"] === mesh)
    .map(({ spec }) => spec as Trust);

function matcherOf(objects: Manifest[], proxy: Proxy): unknown {
  const rules = rulesOf(objects, proxy);
  const matchers = [
    ...rules.flatMap(({ deny = [] }) => deny.map((match) => ({ match, action: "DENY" }))),
    ...rules.flatMap(({ allow = [] }) => allow.map((match) => ({ match, action: "ALLOW" }))),
  ].map(({ match, action }) => ({ predicate: { single_predicate: predicate(match) }, on_match: rbacAction(action) }));
  // an empty list of matchers is none that Envoy takes
  return { ...(matchers.length > 0 && { matcher_list: { matchers } }), on_no_match: rbacAction("DENY") };
}

const predicate = ({ spiffeID: { type, value } }: Match): unknown => ({
  input: {
    name: "envoy.matching.inputs.uri_san",
    typed_config: { "@type": "type.googleapis.com/envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput" },
  },
  value_match: type === "Exact" ? { exact: value } : { prefix: value },
});

const rbacAction = (action: string): unknown => ({
  action: {
    name: "envoy.filters.rbac.action",
    typed_config: { "@type": "type.googleapis.com/envoy.config.rbac.v3.Action", name: action, action },
  },
});
