import { extension, type Json } from "./json.js";

/**
 * One JSON line a request: who asked for what, which permission decided, and what came of it. Neither headers that
 * clients fill nor a query are in it, which is where secrets travel.
 */
export const requestLog = (): Json =>
  stdout({
    ...caller,
    permission: "%DYNAMIC_METADATA(envoy.filters.http.rbac:enforced_effective_policy_id)%",
    method: "%REQ(:METHOD)%",
    authority: "%REQ(:AUTHORITY)%",
    path: "%PATH(NQ)%",
    protocol: "%PROTOCOL%",
    code: "%RESPONSE_CODE%",
    details: "%RESPONSE_CODE_DETAILS%",
    route: "%ROUTE_NAME%",
    ...outcome,
    requestId: "%REQ(X-REQUEST-ID)%",
    traceId: "%TRACE_ID%",
  });

/** One JSON line a connection whose requests, if it has any, are not the gateway's to read. */
export const connectionLog = (): Json =>
  stdout({
    ...caller,
    permission: "%DYNAMIC_METADATA(envoy.filters.network.rbac:enforced_effective_policy_id)%",
    details: "%CONNECTION_TERMINATION_DETAILS%",
    tlsFailure: "%DOWNSTREAM_TRANSPORT_FAILURE_REASON%",
    ...outcome,
  });

/** One JSON line a connection that ended before anything could be asked: its handshake failed, or nobody has the name. */
export const refusalLog = (): Json =>
  stdout(
    {
      ...caller,
      details: "%CONNECTION_TERMINATION_DETAILS%",
      flags: "%RESPONSE_FLAGS%",
      tlsFailure: "%DOWNSTREAM_TRANSPORT_FAILURE_REASON%",
    },
    {
      extension_filter: extension(
        "envoy.access_loggers.extension_filters.cel",
        "envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
        { expression: "connection.transport_failure_reason != '' || response.flags != 0" },
      ),
    },
  );

const caller = {
  time: "%START_TIME%",
  peer: "%DOWNSTREAM_PEER_URI_SAN%",
  from: "%DOWNSTREAM_REMOTE_ADDRESS%",
  serverName: "%REQUESTED_SERVER_NAME%",
};

const outcome = {
  flags: "%RESPONSE_FLAGS%",
  cluster: "%UPSTREAM_CLUSTER%",
  upstream: "%UPSTREAM_HOST%",
  upstreamFailure: "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
  received: "%BYTES_RECEIVED%",
  sent: "%BYTES_SENT%",
  milliseconds: "%DURATION%",
};

/** Not as the file /dev/stdout, which is not everywhere one that a process without privileges may open. */
const stdout = (fields: { [field: string]: Json }, filter?: Json): Json => ({
  ...extension("envoy.access_loggers.stdout", "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog", {
    log_format: { json_format: fields },
  }),
  ...(filter !== undefined && { filter }),
});
