import { adminPort, type GatewayPod } from "../pod.js";
import { socketAddress } from "./address.js";
import { adminCluster, adminListeners } from "./admin-listeners.js";
import { drainerCluster, leavingListener } from "./draining.js";
import { fileSource } from "./files.js";
import type { Json } from "./json.js";
import { memoryOf } from "../memory.js";
import { overloadManager } from "./overload.js";
import { statsConfig } from "./stats.js";

type PodIdentity = Pick<GatewayPod, "name" | "mesh" | "drainSeconds" | "resources">;

/**
 * What Envoy starts with, and what alone needs a new pod when it changes: who it is, its administration on loopback,
 * its readiness and metrics, how much it takes on, and the files it follows for all the rest.
 */
export const bootstrap = (pod: PodIdentity): Json => ({
  node: { id: pod.name, cluster: pod.name },
  admin: { address: socketAddress("127.0.0.1", adminPort) },
  dynamic_resources: { lds_config: fileSource("lds.json"), cds_config: fileSource("cds.yaml") },
  static_resources: {
    listeners: [...adminListeners(), leavingListener(pod.drainSeconds)],
    clusters: [adminCluster(), drainerCluster()],
  },
  stats_config: statsConfig(pod),
  overload_manager: overloadManager(memoryOf(pod)),
  layered_runtime: { layers: [{ name: "fixed", static_layer: runtime }] },
});

const runtime = {
  // a connection with many requests at once waits for its next turn like any other
  "http.max_requests_per_io_cycle": 10,
  // by itself Envoy takes 100 steps, refuses a whole route table for more, and goes on by the permissions of before;
  // the checker takes 5000, and a path that is rewritten has one for each character
  "re2.max_program_size.error_level": 100_000,
};

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
