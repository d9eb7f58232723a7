import { connectionLog } from "./access-log.js";
import { extension, type Json } from "./json.js";

/** What a proxy of connections passes on, and what it knows of the caller before. */
export interface TcpProxy {
  /** In statistics. */
  name: string;
  /** One takes all connections, several share them by weight. */
  clusters: { name: string; weight: number }[];
  /** Whether TLS of the caller ends here. */
  endsTls: boolean;
  /** For how long one connection may stay; undefined is for ever. */
  maxDuration: string | undefined;
}

/** Passes the bytes of a connection on. The other side hears of a caller only when its handshake is done. */
export const tcpProxy = ({ name, clusters, endsTls, maxDuration }: TcpProxy): Json =>
  extension("envoy.filters.network.tcp_proxy", "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy", {
    stat_prefix: name,
    ...(clusters.length === 1 ? { cluster: clusters[0]?.name ?? "" } : { weighted_clusters: { clusters } }),
    idle_timeout: "3600s",
    ...(endsTls && { upstream_connect_mode: "ON_DOWNSTREAM_TLS_HANDSHAKE", max_early_data_bytes: 16384 }),
    ...(maxDuration !== undefined && { max_downstream_connection_duration: maxDuration }),
    access_log: [connectionLog()],
  });
