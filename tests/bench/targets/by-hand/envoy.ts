import type { KubeObject } from "../../../../sdk/src/targets/emitted.js";
import { extension, typed } from "../../../../sdk/src/targets/standalone/envoy/json.js";
import { yamlText } from "../../../../sdk/src/targets/standalone/envoy/yaml.js";
import { type Fields, secretsPath } from "./envoy-tls.js";
import { object } from "./objects.js";

const filters = "envoy.extensions.filters";

/** An HTTP server at an edge. */
export const httpServer = (fields: Fields): Fields =>
  extension(
    "envoy.filters.network.http_connection_manager",
    `${filters}.network.http_connection_manager.v3.HttpConnectionManager`,
    {
      use_remote_address: true,
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: "REJECT_REQUEST",
      common_http_protocol_options: {
        max_connection_duration: "600s",
        idle_timeout: "300s",
        headers_with_underscores_action: "REJECT_REQUEST",
      },
      access_log: [
        extension("envoy.access_loggers.stdout", "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog"),
      ],
      ...fields,
    },
  );

export const router = extension("envoy.filters.http.router", `${filters}.http.router.v3.Router`);

/** A filter that lets nobody in; routes say who may. */
export const denyAll = extension("envoy.filters.http.rbac", `${filters}.http.rbac.v3.RBAC`, {
  rules: { action: "ALLOW", policies: {} },
});

const input = (name: string, type: string, fields: Fields = {}): Fields => extension(name, type, fields);
const rbacAction = (name: string, action: string): Fields => ({
  action: extension("rbac", "envoy.config.rbac.v3.Action", { name, action }),
});

/** One identity, which is all that a certificate says, and one method; the route says the path. */
export const allowRoute = (identity: string, method: string): Fields => ({
  "envoy.filters.http.rbac": {
    ...(typed(`${filters}.http.rbac.v3.RBACPerRoute`) as Fields),
    rbac: {
      matcher: {
        matcher_list: {
          matchers: [
            {
              predicate: {
                and_matcher: {
                  predicate: [
                    {
                      single_predicate: {
                        input: input("uri", "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput"),
                        value_match: { exact: identity },
                      },
                    },
                    {
                      single_predicate: {
                        input: input("method", "envoy.type.matcher.v3.HttpRequestHeaderMatchInput", {
                          header_name: ":method",
                        }),
                        value_match: { exact: method },
                      },
                    },
                  ],
                },
              },
              on_match: rbacAction("allow", "ALLOW"),
            },
          ],
        },
        on_no_match: rbacAction("deny", "DENY"),
      },
    },
  },
});

export const dnsCluster = (
  name: string,
  endpoint: { host: string; port: number; hostname?: string },
  fields: Fields = {},
): Fields => ({
  name,
  type: "STRICT_DNS",
  connect_timeout: "5s",
  load_assignment: {
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: [
          {
            endpoint: {
              address: { socket_address: { address: endpoint.host, port_value: endpoint.port } },
              ...(endpoint.hostname !== undefined && { hostname: endpoint.hostname }),
            },
          },
        ],
      },
    ],
  },
  ...fields,
});

export const listenOn = (name: string, port: number, chain: Fields, fields: Fields = {}): Fields => ({
  name,
  address: { socket_address: { address: "0.0.0.0", port_value: port } },
  per_connection_buffer_limit_bytes: 32768,
  filter_chains: [chain],
  ...fields,
});

/** Needed to tell server names apart. */
export const tlsInspector = extension(
  "envoy.filters.listener.tls_inspector",
  `${filters}.listener.tls_inspector.v3.TlsInspector`,
);

/** One file with all of a gateway, beside those of its certificates. */
export const envoyFiles = (
  { name, namespace }: { name: string; namespace: string },
  resources: { listeners: Fields[]; clusters: Fields[] },
  secrets: [string, string][],
): KubeObject[] => [
  {
    ...object("v1", "ConfigMap", { name, namespace }, undefined),
    data: {
      "envoy.yaml": yamlText({
        node: { id: name, cluster: name },
        admin: { address: { socket_address: { address: "127.0.0.1", port_value: 9901 } } },
        static_resources: { ...resources },
      }),
    },
  },
  { ...object("v1", "ConfigMap", { name: `${name}-sds`, namespace }, undefined), data: Object.fromEntries(secrets) },
];

/** What runs it. */
export const envoyPod = (name: string) => ({
  container: {
    name: "envoy",
    image: "docker.io/envoyproxy/envoy:v1.40.0",
    args: ["-c", "/etc/envoy/envoy.yaml"],
    volumeMounts: [
      { name: "config", mountPath: "/etc/envoy/envoy.yaml", subPath: "envoy.yaml" },
      { name: "sds", mountPath: secretsPath },
      { name: "tls", mountPath: "/etc/envoy/tls" },
    ],
  },
  volumes: [
    { name: "config", configMap: { name } },
    { name: "sds", configMap: { name: `${name}-sds` } },
    { name: "tls", secret: { secretName: `${name}-tls` } },
  ],
});
