import { extension, type Json } from "./json.js";
import { fileSource } from "./files.js";
import { router } from "./router.js";

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
}

/** An HTTP server with every ambiguity of a path refused or resolved before policy sees it. */
export const connectionManager = ({ name, routes, clientCertificate, filters }: ConnectionManager): Json =>
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
        // a permission or root that is removed reaches open connections at the latest by then
        max_connection_duration: "600s",
        idle_timeout: "300s",
        headers_with_underscores_action: "REJECT_REQUEST",
      },
      http2_protocol_options: {
        max_concurrent_streams: 100,
        initial_stream_window_size: 65536,
        initial_connection_window_size: 1048576,
      },
      request_headers_timeout: "10s",
      stream_idle_timeout: "300s",
      rds: { route_config_name: routes, config_source: fileSource(routes) },
      http_filters: [...filters, router()],
      access_log: [accessLog()],
    },
  );

/**
 * One JSON line a request or connection on standard output, with the identity that the peer proved. Not as the file /dev/stdout, which
 * is not everywhere one that a process without privileges may open.
 */
export const accessLog = (): Json =>
  extension("envoy.access_loggers.stdout", "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog", {
    log_format: {
      json_format: {
        time: "%START_TIME%",
        peer: "%DOWNSTREAM_PEER_URI_SAN%",
        from: "%DOWNSTREAM_REMOTE_ADDRESS%",
        serverName: "%REQUESTED_SERVER_NAME%",
        method: "%REQ(:METHOD)%",
        authority: "%REQ(:AUTHORITY)%",
        path: "%REQ(:PATH)%",
        protocol: "%PROTOCOL%",
        code: "%RESPONSE_CODE%",
        details: "%RESPONSE_CODE_DETAILS%",
        flags: "%RESPONSE_FLAGS%",
        cluster: "%UPSTREAM_CLUSTER%",
        milliseconds: "%DURATION%",
        requestId: "%REQ(X-REQUEST-ID)%",
        tlsFailure: "%DOWNSTREAM_TRANSPORT_FAILURE_REASON%",
      },
    },
  });
