import { requestLog } from "./access-log.js";
import { extension, type Json } from "./json.js";
import { fileSource } from "./files.js";
import { router } from "./router.js";

/** Requests at once on one connection of HTTP/2. */
export const maxConcurrentStreams = 100;

/** What differs between the HTTP servers of a gateway. */
export interface ConnectionManager {
  /** In statistics. */
  name: string;
  /** The file with the route table, which has the name of the file. */
  routes: string;
  /** What to do with a certificate header that the peer sent, and with the peer's own certificate. */
  clientCertificate: { [field: string]: Json };
  /** Filters before the router. */
  filters: Json[];
  /** Fields by which it takes part in traces. */
  tracing: { [field: string]: Json };
}

/** An HTTP server with every ambiguity of a path refused or resolved before policy sees it. */
export const connectionManager = ({ name, routes, clientCertificate, filters, tracing }: ConnectionManager): Json =>
  extension(
    "envoy.filters.network.http_connection_manager",
    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: name,
      ...clientCertificate,
      use_remote_address: true,
      strip_trailing_host_dot: true,
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: "REJECT_REQUEST",
      common_http_protocol_options: {
        // a root that is removed reaches connections by then, once what is under way on them has ended
        max_connection_duration: "600s",
        idle_timeout: "300s",
        headers_with_underscores_action: "REJECT_REQUEST",
      },
      http2_protocol_options: {
        max_concurrent_streams: maxConcurrentStreams,
        initial_stream_window_size: 65536,
        initial_connection_window_size: 1048576,
      },
      request_headers_timeout: "10s",
      stream_idle_timeout: "300s",
      rds: { route_config_name: routes, config_source: fileSource(routes) },
      http_filters: [...filters, router()],
      access_log: [requestLog()],
      ...tracing,
    },
  );
