import type { Pod } from "../../wire/pod.js";
import { staticConfig } from "../../wire/static-config.js";
import { gateway, service } from "./permissions.js";

type Fields = Record<string, unknown>;

const types = "type.googleapis.com/envoy.extensions";
const router = {
  name: "envoy.filters.http.router",
  typed_config: { "@type": `${types}.filters.http.router.v3.Router` },
};

/** An HTTP server of Envoy's; `fields` are those of its connection manager. */
const httpServer = (fields: Fields): Fields => ({
  name: "envoy.filters.network.http_connection_manager",
  typed_config: {
    "@type": `${types}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "http",
    http_filters: [router],
    ...fields,
  },
});

const listener = (port: number, chain: Fields, fields: Fields = {}): Fields => ({
  name: `port-${port}`,
  address: { socket_address: { address: "0.0.0.0", port_value: port } },
  filter_chains: [chain],
  ...fields,
});

export const upstreamCluster = (name: string, host: string, port: number): Fields => ({
  name,
  type: "STRICT_DNS",
  connect_timeout: "5s",
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: host, port_value: port } } } }] }],
  },
});

/** A pod with one file of configuration, as somebody would write it who has no Isthmus. */
const pod = (name: string, args: string[], resources: Fields): Pod => ({
  name,
  preStop: [],
  args: args.map((argument) =>
    argument.startsWith("{")
      ? JSON.stringify({
          node: { id: name, cluster: name },
          admin: { address: { socket_address: { address: "127.0.0.1", port_value: 9901 } } },
          static_resources: resources,
        })
      : argument,
  ),
  volumes: {},
});

/** The routes and clusters of a hand-written gateway. */
export interface HandWritten {
  routes: Fields[];
  clusters: Fields[];
}

/** One route to the service. */
export const oneRoute: HandWritten = {
  routes: [{ match: { prefix: "/" }, route: { cluster: service.name, timeout: "0s" } }],
  clusters: [upstreamCluster(service.name, `${service.name}.${service.namespace}.svc.cluster.local`, service.port)],
};

/**
 * The gateway without Isthmus: the same TLS contexts and certificates, hardening of paths and headers that any gateway
 * at an edge needs, the access log that ours writes, and no policy: everyone with a certificate may call everything.
 */
export function peerPod(ours: Pod, { routes, clusters }: HandWritten): Pod {
  const { listeners, secrets } = staticConfig(ours)["static_resources"] as { listeners: Listener[]; secrets: Fields[] };
  const own = listeners.find(({ name }) => name === `port-${gateway.port}`);
  const [chain] = own?.filter_chains ?? [];
  if (own === undefined || chain === undefined) throw new Error(`${ours.name} has no listener on ${gateway.port}`);
  const server = httpServer({
    use_remote_address: true,
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: "REJECT_REQUEST",
    common_http_protocol_options: { idle_timeout: "300s", headers_with_underscores_action: "REJECT_REQUEST" },
    forward_client_cert_details: "SANITIZE_SET",
    set_current_client_cert_details: { uri: true, subject: true },
    route_config: {
      virtual_hosts: [{ name: "api", domains: [gateway.hostname, `${gateway.hostname}:*`], routes }],
    },
    access_log: chain.filters[0].typed_config["access_log"],
  });
  const inspector = {
    name: "envoy.filters.listener.tls_inspector",
    typed_config: { "@type": `${types}.filters.listener.tls_inspector.v3.TlsInspector` },
  };
  return pod("peer", ours.args, {
    listeners: [
      listener(
        own.address.socket_address.port_value,
        {
          filter_chain_match: { server_names: [gateway.hostname] },
          transport_socket: chain.transport_socket,
          filters: [server],
        },
        { listener_filters: [inspector] },
      ),
    ],
    clusters,
    secrets,
  });
}

interface Listener {
  name: string;
  address: { socket_address: { port_value: number } };
  filter_chains: { transport_socket: unknown; filters: [{ typed_config: Fields }] }[];
}

/** The service behind both: Envoy itself with a fixed answer, which takes less time than any server would. */
export const backendPod = (ours: Pod): Pod =>
  pod("backend", ours.args, {
    listeners: [
      listener(service.port, {
        filters: [
          httpServer({
            route_config: {
              virtual_hosts: [
                {
                  name: service.name,
                  domains: ["*"],
                  routes: [{ match: { prefix: "/" }, direct_response: { status: 200, body: { inline_string: "ok" } } }],
                },
              ],
            },
          }),
        ],
      }),
    ],
  });
