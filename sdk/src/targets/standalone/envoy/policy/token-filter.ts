import type { CheckedListener } from "../../../../fabric/checked.js";
import type { JwtMatch } from "../../../../model/http-match.js";
import { listenerTokens, signerOf } from "../../../../reach/token.js";
import { foundByName, socketAddress } from "../address.js";
import { publicAuthorities } from "../files.js";
import { extension, type Json, typed } from "../json.js";
import { outsideVersions } from "../tls.js";
import { providerName, tokenFilter } from "./token.js";

/** The name of what a listener asks of tokens: that there is none, or one that an issuer of its permissions signed. */
const requirement = "valid-if-present";

/**
 * Checks tokens before policy reads their claims, on routes whose policy asks for some. A token that is not valid is
 * refused with 401; without one the policy decides.
 */
export function tokenFilters(listener: CheckedListener): Json[] {
  const signers = uniqueSigners([listener]);
  if (signers.length === 0) return [];
  const names = signers.map((jwt) => ({ provider_name: providerName(jwt) }));
  return [
    extension(tokenFilter, "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication", {
      providers: Object.fromEntries(signers.map((jwt) => [providerName(jwt), provider(jwt)])),
      requirement_map: { [requirement]: { requires_any: { requirements: [...names, { allow_missing: {} }] } } },
    }),
  ];
}

/** Tokens of a route are checked. */
export const checkTokens = (): { [filter: string]: Json } => ({
  [tokenFilter]: typed("envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig", { requirement_name: requirement }),
});

/** Tokens stand in one place only, and end. The service behind gets them as they came. */
const provider = (jwt: JwtMatch): Json => ({
  issuer: jwt.issuer,
  from_headers: [{ name: "Authorization", value_prefix: "Bearer " }],
  forward: true,
  require_expiration: true,
  payload_in_metadata: providerName(jwt),
  ...(jwt.jwksUri === undefined
    ? { local_jwks: { inline_string: jwt.jwks ?? "" } }
    : {
        remote_jwks: {
          http_uri: { uri: jwt.jwksUri, cluster: keysCluster(jwt), timeout: "5s" },
          cache_duration: "300s",
          // keys that cannot be fetched refuse tokens, and nothing else
          async_fetch: { fast_listener: true },
          retry_policy: { num_retries: 2 },
        },
      }),
});

const keysCluster = (jwt: JwtMatch): string => `keys-${providerName(jwt)}`;

/** Where the keys of listeners' issuers are fetched: over TLS, from a server that the public authorities vouch for. */
export const keyClusters = (listeners: CheckedListener[]): Json[] =>
  remoteSigners(listeners).map((jwt) => {
    const { host, port } = keysAddress(jwt.jwksUri);
    const name = keysCluster(jwt);
    return typed("envoy.config.cluster.v3.Cluster", {
      name,
      ...foundByName,
      load_assignment: {
        cluster_name: name,
        endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(host, port) } }] }],
      },
      transport_socket: extension(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        {
          sni: host,
          common_tls_context: {
            tls_params: outsideVersions,
            validation_context: {
              trusted_ca: { filename: publicAuthorities },
              match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: host } }],
            },
          },
        },
      ),
    });
  });

/** The ports on which keys are fetched. */
export const keyPorts = (listeners: CheckedListener[]): number[] =>
  [...new Set(remoteSigners(listeners).map(({ jwksUri }) => keysAddress(jwksUri).port))].sort((a, b) => a - b);

function keysAddress(jwksUri: string): { host: string; port: number } {
  const { hostname, port } = new URL(jwksUri);
  return { host: hostname, port: port === "" ? 443 : Number(port) };
}

const remoteSigners = (listeners: CheckedListener[]): (JwtMatch & { jwksUri: string })[] =>
  uniqueSigners(listeners).flatMap((jwt) => (jwt.jwksUri === undefined ? [] : [{ ...jwt, jwksUri: jwt.jwksUri }]));

const uniqueSigners = (listeners: CheckedListener[]): JwtMatch[] =>
  [...new Map(listeners.flatMap(listenerTokens).map((jwt) => [signerOf(jwt), jwt])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, jwt]) => jwt);
