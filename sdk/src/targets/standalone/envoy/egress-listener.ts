import type { CheckedRoute } from "../../../fabric/checked.js";
import type { EgressDoor } from "../../crossing/egress.js";
import { carriesBytes, forwardUpstreams } from "../upstreams.js";
import { socketAddress } from "./address.js";
import { cidrRange } from "./cidr-range.js";
import { connectionManager } from "./connection-manager.js";
import { doorRoutesFile } from "./egress-routes.js";
import { type Json, typed } from "./json.js";
import { tcpProxy } from "./tcp-proxy.js";

/** A plain server for the consumers of one door: of HTTP, or for the bytes of the one Route that has the port. */
export function egressListener(
  door: EgressDoor,
  { port, containerPort, routes }: EgressDoor["ports"][number],
  sources: string[],
  tracing: { [field: string]: Json },
): Json {
  const [route] = routes;
  const name = `${door.name}-${port}`;
  const filter = route !== undefined && carriesBytes(route) ? passOn(name, route) : server(door, name, port, tracing);
  return typed("envoy.config.listener.v3.Listener", {
    name,
    stat_prefix: name,
    address: socketAddress("0.0.0.0", containerPort),
    per_connection_buffer_limit_bytes: 32768,
    filter_chains: [
      {
        ...(sources.length > 0 && { filter_chain_match: { source_prefix_ranges: sources.map(cidrRange) } }),
        filters: [filter],
      },
    ],
  });
}

/** A certificate header that consumers send stops here. */
const server = (door: EgressDoor, name: string, port: number, tracing: { [field: string]: Json }): Json =>
  connectionManager({
    name,
    routes: doorRoutesFile(door, port),
    clientCertificate: { forward_client_cert_details: "SANITIZE" },
    filters: [],
    tracing,
  });

const passOn = (name: string, route: CheckedRoute): Json =>
  tcpProxy({
    name,
    clusters: route.rules.flatMap(({ forward }) =>
      forward === undefined
        ? []
        : forwardUpstreams(route, forward).map(({ upstream, weight }) => ({ name: upstream.name, weight })),
    ),
    endsTls: false,
    maxDuration: undefined,
  });
