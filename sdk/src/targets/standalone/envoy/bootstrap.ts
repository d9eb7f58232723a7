import { adminPort, type GatewayPod } from "../pod.js";
import { socketAddress } from "./address.js";
import { adminCluster, adminListeners } from "./admin-listeners.js";
import { drainerCluster, leavingListener } from "./draining.js";
import { fileSource } from "./files.js";
import { extension, type Json } from "./json.js";

type PodIdentity = Pick<GatewayPod, "name" | "mesh" | "drainSeconds">;

/**
 * What Envoy starts with, and what alone needs a new pod when it changes: who it is, its administration on loopback,
 * its readiness and metrics, and the files it follows for all the rest.
 */
export const bootstrap = ({ name, drainSeconds }: PodIdentity): Json => ({
  node: { id: name, cluster: name },
  admin: { address: socketAddress("127.0.0.1", adminPort) },
  dynamic_resources: { lds_config: fileSource("lds.json"), cds_config: fileSource("cds.json") },
  static_resources: {
    listeners: [...adminListeners(), leavingListener(drainSeconds)],
    clusters: [adminCluster(), drainerCluster()],
  },
  overload_manager: {
    resource_monitors: [
      extension(
        "envoy.resource_monitors.global_downstream_max_connections",
        "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
        { max_active_downstream_connections: 50000 },
      ),
    ],
  },
});

/** Envoy's arguments; the bootstrap goes in as text, so that a change of it is a change of the pod. */
export const envoyArguments = (pod: PodIdentity): string[] => [
  "--config-yaml",
  JSON.stringify(bootstrap(pod)),
  "--disable-hot-restart",
  "--log-level",
  "warning",
  // answers ask for a new connection more and more often, all of them from half of the time on
  "--drain-time-s",
  String(Math.ceil(pod.drainSeconds / 2)),
];
