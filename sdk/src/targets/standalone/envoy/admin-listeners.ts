import { adminPort, metricsPort, readinessPort } from "../pod.js";
import { socketAddress } from "./address.js";
import { extension, type Json } from "./json.js";
import { router } from "./router.js";

/** What of Envoy's administration, which is on the pod's loopback, may be asked from outside; nothing else of it. */
export const adminListeners = (): Json[] => [
  adminListener("readiness", readinessPort, { path: "/ready" }),
  // the whole target, since a query would choose and filter, which costs; the path itself has none to match
  adminListener("metrics", metricsPort, {
    path: "/stats/prometheus",
    headers: [
      { name: ":path", string_match: { exact: "/stats/prometheus" } },
      { name: ":method", string_match: { exact: "GET" } },
    ],
  }),
];

/** Where the administration itself is. */
export const adminCluster = (): Json => loopbackCluster("admin", adminPort);

/** A server on the pod's own loopback. */
export const loopbackCluster = (name: string, port: number, fields: { [field: string]: Json } = {}): Json => ({
  name,
  type: "STATIC",
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress("127.0.0.1", port) } }] }],
  },
  ...fields,
});

const adminListener = (name: string, port: number, match: Json): Json =>
  fixedListener(name, socketAddress("0.0.0.0", port), { match, route: { cluster: "admin" } });

/** A listener of the bootstrap with one route. It is for the pod's keepers, so callers cannot crowd it out. */
export const fixedListener = (name: string, address: Json, route: Json, filters: Json[] = []): Json => ({
  name,
  stat_prefix: name,
  address,
  ignore_global_conn_limit: true,
  // under load the pod says so, instead of being taken for dead
  bypass_overload_manager: true,
  filter_chains: [
    {
      filters: [
        extension(
          "envoy.filters.network.http_connection_manager",
          "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
          {
            stat_prefix: name,
            route_config: { virtual_hosts: [{ name, domains: ["*"], routes: [route] }] },
            http_filters: [...filters, router()],
          },
        ),
      ],
    },
  ],
});
