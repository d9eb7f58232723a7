import { parse } from "yaml";
import type { Identity } from "../wire/client.js";

/** A modification of a MeshProxyPatch, as far as Isthmus makes any. */
export interface HttpFilterPatch {
  httpFilter: { operation: string; match: { origin: string }; value: string };
}

/** A rule of a MeshHTTPRoute, as far as a gateway's table is made of it. */
export interface RouteRule {
  matches: [{ path: { type: "Exact" | "PathPrefix" | "RegularExpression"; value: string } }];
  default: { backendRefs: [{ name: string }] };
}

/** What Kuma makes of a crossMesh listener, and what Isthmus adds. */
export interface GatewayConfig {
  port: number;
  hostname: string;
  /** What the gateway shows. */
  identity: Identity;
  /** The authorities of all meshes, one after another. */
  authorities: string;
  patches: HttpFilterPatch[];
  rules: RouteRule[];
}

/**
 * A crossMesh listener as Kuma 2.14 configures it (filter_chain_generator.go, http_filter_mod.go): all authorities in
 * one bundle, paths normalised, filters added first in turn, exact paths before longer prefixes before expressions.
 * Each route answers with the name of its backend.
 */
export const gatewayListener = (config: GatewayConfig): Record<string, unknown> => ({
  name: `edge:HTTP:${config.port}`,
  address: { socket_address: { address: "127.0.0.1", port_value: config.port } },
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
                certificate_chain: { inline_string: config.identity.certificate },
                private_key: { inline_string: config.identity.privateKey },
              },
            ],
            validation_context: { trusted_ca: { inline_string: config.authorities } },
          },
        },
      },
      filters: [
        {
          name: "envoy.filters.network.http_connection_manager",
          typed_config: {
            "@type":
              "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            stat_prefix: "edge",
            normalize_path: true,
            merge_slashes: true,
            path_with_escaped_slashes_action: "UNESCAPE_AND_REDIRECT",
            use_remote_address: true,
            common_http_protocol_options: { headers_with_underscores_action: "REJECT_REQUEST" },
            http_filters: httpFilters(config.patches),
            route_config: routeTable(config),
          },
        },
      ],
    },
  ],
});

function httpFilters(patches: HttpFilterPatch[]): unknown[] {
  const filters: unknown[] = [
    {
      name: "envoy.filters.http.router",
      typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
    },
  ];
  for (const { httpFilter } of patches) {
    if (httpFilter.operation !== "AddFirst" || httpFilter.match.origin !== "gateway")
      throw new Error(`a patch that this gateway does not know: ${JSON.stringify(httpFilter)}`);
    filters.unshift(parse(httpFilter.value, { maxAliasCount: -1 }));
  }
  return filters;
}

const order = ["Exact", "PathPrefix", "RegularExpression"];

const routeTable = ({ hostname, rules }: GatewayConfig): unknown => ({
  name: "edge:HTTP:*",
  ignore_port_in_host_matching: true,
  virtual_hosts: [
    {
      name: hostname,
      domains: [hostname],
      routes: [...rules]
        .sort(
          ({ matches: [{ path: a }] }, { matches: [{ path: b }] }) =>
            order.indexOf(a.type) - order.indexOf(b.type) || b.value.length - a.value.length,
        )
        .map(({ matches: [{ path }], default: { backendRefs } }) => ({
          match: routeMatch(path),
          direct_response: { status: 200, body: { inline_string: backendRefs[0].name } },
        })),
    },
  ],
});

const routeMatch = ({ type, value }: RouteRule["matches"][0]["path"]): unknown =>
  type === "Exact"
    ? { path: value }
    : type === "RegularExpression"
      ? { safe_regex: { regex: value } }
      : value === "/"
        ? { prefix: "/" }
        : { path_separated_prefix: value };
