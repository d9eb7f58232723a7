import { accessLog } from "./connection-manager.js";
import { extension, type Json } from "./json.js";

/** Passes the bytes of a connection on. */
export const tcpProxy = ({ name, cluster, isMesh }: { name: string; cluster: string; isMesh: boolean }): Json =>
  extension("envoy.filters.network.tcp_proxy", "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy", {
    stat_prefix: name,
    cluster,
    idle_timeout: "3600s",
    // a root that is removed reaches open connections at the latest by then
    ...(isMesh && { max_downstream_connection_duration: "3600s" }),
    access_log: [accessLog()],
  });
