import type { CheckedCluster, CheckedExpose, CheckedRoute } from "../../../fabric/checked.js";
import { socketAddress } from "./bootstrap.js";
import { type Json, typed } from "./json.js";
import { type TlsSecrets, upstreamTls } from "./tls.js";

export const exposeCluster = ({ name }: CheckedExpose): string => `expose-${name}`;
export const routeCluster = ({ name }: CheckedRoute): string => `route-${name}`;

const cluster = (name: string, host: string, port: number, fields: { [field: string]: Json } = {}): Json =>
  typed("envoy.config.cluster.v3.Cluster", {
    name,
    type: "STRICT_DNS",
    connect_timeout: "5s",
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(host, port) } }] }],
    },
    ...fields,
  });

/** A Service behind a gateway, called plainly inside its mesh. */
export const serviceCluster = (expose: CheckedExpose, { domain }: CheckedCluster): Json =>
  cluster(
    exposeCluster(expose),
    `${expose.service.name}.${expose.service.namespace}.svc.${domain}`,
    expose.service.port,
  );

/** A gateway of another mesh, called over mutual TLS; HTTP/2 where it speaks it. */
export const gatewayCluster = (
  route: CheckedRoute,
  { host, port }: { host: string; port: number },
  secrets: TlsSecrets,
): Json =>
  cluster(routeCluster(route), host, port, {
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        {
          common_http_protocol_options: { idle_timeout: "60s", max_connection_duration: "300s" },
          auto_config: { http_protocol_options: {}, http2_protocol_options: {} },
        },
      ),
    },
    transport_socket: upstreamTls(route.destination.listener.hostname, secrets),
  });
