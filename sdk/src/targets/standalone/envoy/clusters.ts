import type { CheckedCluster, CheckedExpose } from "../../../fabric/checked.js";
import { ServiceProtocol } from "../../../model/choices.js";
import { type FarEnd, isOutside } from "../../crossing/far-end.js";
import { carriesBytes, type Upstream } from "../upstreams.js";
import { foundByName, socketAddress } from "./address.js";
import { maxConcurrentStreams } from "./connection-manager.js";
import { type Json, typed } from "./json.js";
import { circuitBreakers, healthChecks, outlierDetection } from "./resilience.js";
import { type TlsSecrets, upstreamTls } from "./tls.js";

export const exposeCluster = ({ name }: CheckedExpose): string => `expose-${name}`;

type Fields = { [field: string]: Json };

const cluster = (name: string, endpoints: Fields[], fields: Fields): Json =>
  typed("envoy.config.cluster.v3.Cluster", {
    name,
    ...foundByName,
    per_connection_buffer_limit_bytes: 32768,
    load_assignment: { cluster_name: name, endpoints },
    ...fields,
  });

const httpOptions = (fields: Fields): Fields => ({
  typed_extension_protocol_options: {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
      fields,
    ),
  },
});

/** What a peer may send of one answer, and of all at once, before it is read. */
const http2Windows = { initial_stream_window_size: 65536, initial_connection_window_size: 1048576 };
const http1: Fields = { explicit_http_config: { http_protocol_options: {} } };
const http2: Fields = { explicit_http_config: { http2_protocol_options: http2Windows } };
/** As many streams as a gateway takes on a connection: before it has said so, Envoy would send more, and lose them. */
const http1Or2: Fields = {
  auto_config: {
    http_protocol_options: {},
    http2_protocol_options: { ...http2Windows, max_concurrent_streams: maxConcurrentStreams },
  },
};

/** A Service behind a gateway, called plainly inside its mesh. */
export function serviceCluster(expose: CheckedExpose, { domain }: CheckedCluster): Json {
  const { service, healthCheck } = expose;
  const host = `${service.name}.${service.namespace}.svc.${domain}`;
  const speaksHttp2 = service.protocol === ServiceProtocol.HTTP2 || service.protocol === ServiceProtocol.GRPC;
  return cluster(
    exposeCluster(expose),
    [{ lb_endpoints: [{ endpoint: { address: socketAddress(host, service.port) } }] }],
    {
      ...(speaksHttp2 && httpOptions(http2)),
      ...(healthCheck && healthChecks(healthCheck, { host, codec: speaksHttp2 ? "HTTP2" : "HTTP1" })),
      ...(expose.outlierDetection && outlierDetection(expose.outlierDetection)),
      ...circuitBreakers(expose.limits, { hasRetries: false }),
      // whoever asked for checks wants no request to go where they fail, even if nothing else is left
      ...(healthCheck && { common_lb_config: { healthy_panic_threshold: { value: 0 } } }),
    },
  );
}

/**
 * Far ends, called over TLS; HTTP/2 where they speak it. The first takes all requests, unless it is down; each has its
 * own addresses, server name and peer, and the request's Host becomes that of the one chosen.
 */
export function gatewayCluster(
  { name, route, ends }: Upstream,
  secretsOf: (end: FarEnd) => Omit<TlsSecrets, "protocols">,
): Json {
  const [first, ...failover] = ends;
  // an upgrade is one of HTTP/1.1
  const upgrades = ends.some(({ protocol }) => protocol === ServiceProtocol.WebSocket);
  const isBytes = carriesBytes(route);
  const protocols = isBytes ? [] : upgrades ? ["http/1.1"] : ["h2", "http/1.1"];
  const socketOf = (end: FarEnd): Json => upstreamTls(end.serverName, { ...secretsOf(end), protocols }, isOutside(end));
  const { healthCheck = failover.length > 0 ? {} : undefined } = route;
  const { outlierDetection: outliers = failover.length > 0 ? {} : undefined } = route;
  return cluster(
    name,
    ends.map((end, priority) => ({
      ...(priority > 0 && { priority }),
      lb_endpoints: farEndpoints(end, {
        isOneOfSeveral: failover.length > 0,
        isAsked: route.healthCheck?.path !== undefined,
      }),
    })),
    {
      ...(!isBytes &&
        httpOptions({
          common_http_protocol_options: { idle_timeout: "60s", max_connection_duration: "300s" },
          ...(upgrades ? http1 : http1Or2),
        })),
      transport_socket: socketOf(first),
      ...(failover.length > 0 && {
        transport_socket_matches: ends.map((end) => ({
          name: end.key,
          match: { offer: end.key },
          transport_socket: socketOf(end),
        })),
      }),
      ...(healthCheck &&
        healthChecks(healthCheck, { host: undefined, codec: ends.some(asksHttp1) ? "HTTP1" : "HTTP2" })),
      ...(outliers && outlierDetection(outliers)),
      ...circuitBreakers(route.limits, {
        hasRetries: route.rules.some(({ forward }) => forward?.retries !== undefined),
      }),
      ...(route.healthCheck && { common_lb_config: { healthy_panic_threshold: { value: 0 } } }),
    },
  );
}

/** Whether a check speaks HTTP/1.1: an upgrade is one of it, and what is outside the Fabric may know nothing newer. */
const asksHttp1 = (end: FarEnd): boolean =>
  end.protocol === ServiceProtocol.WebSocket || (end.protocol === ServiceProtocol.HTTP && isOutside(end));

/** The endpoint's name is the Host of what is sent there. */
const farEndpoints = (
  { key, endpoints, serverName: hostname = "" }: FarEnd,
  { isOneOfSeveral, isAsked }: { isOneOfSeveral: boolean; isAsked: boolean },
): Json[] =>
  endpoints.map(({ host, port }) => ({
    endpoint: {
      address: socketAddress(host, port),
      hostname,
      ...(isAsked && { health_check_config: { hostname } }),
    },
    ...(isOneOfSeveral && { metadata: { filter_metadata: { "envoy.transport_socket_match": { offer: key } } } }),
  }));
