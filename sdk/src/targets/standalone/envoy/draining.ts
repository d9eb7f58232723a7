import { adminPort, drainerPort, leavingPort } from "../pod.js";
import { fixedListener, loopbackCluster } from "./admin-listeners.js";
import { socketAddress } from "./address.js";
import { extension, type Json } from "./json.js";

/**
 * A pod leaves without losing a request when Envoy asks its callers, one answer after the other, to come back on a new
 * connection, which leads to another pod, and goes on serving until they had time to. A signal would end it at once.
 *
 * So a second Envoy, run by Kubernetes before the signal, asks the first to drain, and to tell it when the time is over.
 * It is in every image that can be a gateway, as a shell is not, and needs no door that the network could open: both
 * speak on the pod's loopback. Its requests are health checks, the only ones that Envoy makes by itself.
 */
export const drainCommand = (drainSeconds: number): string[] => [
  "envoy",
  "--config-yaml",
  JSON.stringify(drainer(drainSeconds)),
  "--disable-hot-restart",
  "--concurrency",
  "1",
  "--log-level",
  "error",
];

const drainer = (drainSeconds: number): Json => ({
  node: { id: "drainer", cluster: "drainer" },
  admin: { address: socketAddress("127.0.0.1", drainerPort) },
  static_resources: {
    clusters: [
      loopbackCluster("drain", adminPort, post("/drain_listeners?graceful&skip_exit", 5)),
      loopbackCluster("leave", leavingPort, post("/quitquitquit", drainSeconds + 60)),
    ],
  },
});

/** One request, as the health check that is never repeated. */
const post = (path: string, timeoutSeconds: number): { [field: string]: Json } => ({
  health_checks: [
    {
      timeout: `${timeoutSeconds}s`,
      interval: "86400s",
      no_traffic_interval: "86400s",
      healthy_threshold: 1,
      unhealthy_threshold: 1,
      http_health_check: { host: "envoy", method: "POST", path },
    },
  ],
});

/** Hands the drainer its own request to quit once the time is over. */
export const leavingListener = (drainSeconds: number): Json =>
  fixedListener(
    "leaving",
    socketAddress("127.0.0.1", leavingPort),
    { match: { path: "/quitquitquit" }, route: { cluster: "drainer", timeout: "0s" } },
    [
      extension("envoy.filters.http.fault", "envoy.extensions.filters.http.fault.v3.HTTPFault", {
        delay: { fixed_delay: `${drainSeconds}s`, percentage: { numerator: 100 } },
      }),
    ],
  );

export const drainerCluster = (): Json => loopbackCluster("drainer", drainerPort);
