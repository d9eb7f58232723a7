import { extension, type Json } from "./json.js";

/** Where there is no limit to go by. */
const mostConnections = 50000;

/** An idle connection over TLS takes 20 KiB; so many together leave half of the memory to what they ask. */
const memoryOfConnection = 40 * 1024;

const heap = "envoy.resource_monitors.fixed_heap";

/**
 * What Envoy does before Kubernetes kills it for its memory: gives back what it can, then ends idle connections, then
 * refuses requests with 503, then connections. `memory` is the container's limit in bytes; undefined is none.
 */
export const overloadManager = (memory: number | undefined): Json => ({
  refresh_interval: "0.25s",
  resource_monitors: [
    extension(
      "envoy.resource_monitors.global_downstream_max_connections",
      "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
      { max_active_downstream_connections: connectionsIn(memory) },
    ),
    ...(memory === undefined
      ? []
      : [
          extension(heap, "envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig", {
            // the rest is for code, stacks and what the allocator holds back
            max_heap_size_bytes: Math.floor(memory * 0.85),
          }),
        ]),
  ],
  ...(memory !== undefined && {
    actions: [
      action("shrink_heap", 0.85),
      action("disable_http_keepalive", 0.9),
      action("stop_accepting_requests", 0.95),
      action("stop_accepting_connections", 0.98),
    ],
  }),
});

/** How many connections a gateway takes at once. */
export const connectionsIn = (memory: number | undefined): number =>
  memory === undefined ? mostConnections : Math.max(1, Math.floor(memory / memoryOfConnection));

const action = (name: string, value: number): Json => ({
  name: `envoy.overload_actions.${name}`,
  triggers: [{ name: heap, threshold: { value } }],
});
