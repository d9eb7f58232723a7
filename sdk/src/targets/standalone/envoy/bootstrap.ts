import { adminPort, readinessPort } from "../pod.js";
import { fileSource } from "./files.js";
import { extension, type Json } from "./json.js";

/**
 * What Envoy starts with, and what alone needs a new pod when it changes: who it is, its administration on loopback,
 * its readiness, and the files it follows for all the rest.
 */
export const bootstrap = (id: string): Json => ({
  node: { id, cluster: id },
  admin: { address: socketAddress("127.0.0.1", adminPort) },
  dynamic_resources: { lds_config: fileSource("lds.json"), cds_config: fileSource("cds.json") },
  static_resources: { listeners: [readinessListener()], clusters: [adminCluster()] },
  overload_manager: {
    resource_monitors: [
      extension(
        "envoy.resource_monitors.global_downstream_max_connections",
        "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
        { max_active_downstream_connections: 50000 },
      ),
    ],
  },
});

export const socketAddress = (address: string, port: number): Json => ({
  socket_address: { address, port_value: port },
});

/** The one path of the administration that Kubernetes may ask. */
const readinessListener = (): Json => ({
  name: "readiness",
  address: socketAddress("0.0.0.0", readinessPort),
  ignore_global_conn_limit: true,
  filter_chains: [
    {
      filters: [
        extension(
          "envoy.filters.network.http_connection_manager",
          "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
          {
            stat_prefix: "readiness",
            route_config: {
              virtual_hosts: [
                {
                  name: "readiness",
                  domains: ["*"],
                  routes: [{ match: { path: "/ready" }, route: { cluster: "admin" } }],
                },
              ],
            },
            http_filters: [router()],
          },
        ),
      ],
    },
  ],
});

const adminCluster = (): Json => ({
  name: "admin",
  type: "STATIC",
  load_assignment: {
    cluster_name: "admin",
    endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress("127.0.0.1", adminPort) } }] }],
  },
});

export const router = (): Json =>
  extension("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router");

/** Envoy's arguments; the bootstrap goes in as text, so that a change of it is a change of the pod. */
export const envoyArguments = (id: string): string[] => [
  "--config-yaml",
  JSON.stringify(bootstrap(id)),
  "--disable-hot-restart",
  "--log-level",
  "warning",
  "--drain-time-s",
  "30",
];
