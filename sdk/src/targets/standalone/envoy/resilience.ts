import type { ConnectionLimits } from "../../../model/connection-limits.js";
import type { HealthCheck } from "../../../model/health-check.js";
import type { OutlierDetection } from "../../../model/outlier-detection.js";
import { checkSettings, outlierSettings } from "../../crossing/resilience.js";
import type { Json } from "./json.js";

type Fields = { [field: string]: Json };

/** How a health check by HTTP asks. */
interface Asking {
  /** The Host that is asked; undefined is the endpoint's own. */
  host: string | undefined;
  codec: "HTTP1" | "HTTP2";
}

/** Asks each endpoint on the connection that requests would take: with TLS, whoever fails to prove itself is not well. */
export function healthChecks(check: HealthCheck, { host, codec }: Asking): Fields {
  const { path } = check;
  const { interval, timeout, unhealthyAfter, healthyAfter } = checkSettings(check);
  return {
    // else an address that is gone from DNS is called for as long as it is well there
    ignore_health_on_host_removal: true,
    health_checks: [
      {
        timeout,
        interval,
        // else an endpoint that has had no request yet is looked at once a minute
        no_traffic_interval: interval,
        unhealthy_threshold: unhealthyAfter,
        healthy_threshold: healthyAfter,
        ...(path === undefined
          ? { tcp_health_check: {} }
          : {
              http_health_check: { path, codec_client_type: codec, ...(host !== undefined && { host }) },
              tls_options: { alpn_protocols: [codec === "HTTP2" ? "h2" : "http/1.1"] },
            }),
      },
    ],
  };
}

/** Counts errors of the gateway kind alone, and nothing that was not asked for. */
export function outlierDetection(declared: OutlierDetection): Fields {
  const { consecutiveErrors, interval, ejectionTime, maxEjectionPercent } = outlierSettings(declared);
  return {
    outlier_detection: {
      consecutive_gateway_failure: consecutiveErrors,
      enforcing_consecutive_gateway_failure: 100,
      enforcing_consecutive_5xx: 0,
      enforcing_success_rate: 0,
      interval,
      base_ejection_time: ejectionTime,
      // Envoy's own limit is 300 s, which must not be less than the first time
      max_ejection_time: `${Math.max(300, Number.parseFloat(ejectionTime))}s`,
      max_ejection_percent: maxEjectionPercent,
      // a gateway may take connections while what stands behind it fails
      successful_active_health_check_uneject_host: false,
    },
  };
}

/** At most so much at once. Retries are a fifth of the requests under way, so that a failure does not multiply. */
export function circuitBreakers(limits: ConnectionLimits | undefined, { hasRetries }: { hasRetries: boolean }): Fields {
  if (limits === undefined && !hasRetries) return {};
  const { connections, pendingRequests, requests } = limits ?? {};
  return {
    circuit_breakers: {
      thresholds: [
        {
          ...(connections !== undefined && { max_connections: connections }),
          ...(pendingRequests !== undefined && { max_pending_requests: pendingRequests }),
          ...(requests !== undefined && { max_requests: requests }),
          ...(hasRetries && { retry_budget: { budget_percent: { value: 20 }, min_retry_concurrency: 10 } }),
          track_remaining: true,
        },
      ],
    },
  };
}
