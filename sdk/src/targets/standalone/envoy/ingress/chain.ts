import type { CheckedListener } from "../../../../fabric/checked.js";
import { ListenerProtocol } from "../../../../model/choices.js";
import { cidrRange } from "../cidr-range.js";
import { extension, type Json } from "../json.js";

/** A filter chain for those who call a listener: by server name, and from its source ranges. No other gets in. */
export const filterChain = (
  name: string,
  { protocol, hostname, sourceRanges, maxConnections }: CheckedListener,
  transportSocket: Json | undefined,
  filters: Json[],
): Json => ({
  name,
  filter_chain_match: {
    ...(hostname !== undefined && protocol !== ListenerProtocol.HTTP && { server_names: [hostname] }),
    ...(sourceRanges !== undefined && { source_prefix_ranges: sourceRanges.map(cidrRange) }),
  },
  ...(transportSocket !== undefined && {
    transport_socket_connect_timeout: "10s",
    transport_socket: transportSocket,
  }),
  filters: [...(maxConnections === undefined ? [] : [connectionLimit(name, maxConnections)]), ...filters],
});

const connectionLimit = (name: string, maxConnections: number): Json =>
  extension(
    "envoy.filters.network.connection_limit",
    "envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit",
    { stat_prefix: name, max_connections: maxConnections },
  );
