import { ServiceProtocol } from "../../../model/choices.js";
import type { ConnectionLimits } from "../../../model/connection-limits.js";
import type { OutlierDetection } from "../../../model/outlier-detection.js";
import { outlierSettings } from "../../crossing/resilience.js";
import type { Tree } from "../../emitted.js";

/** How connections to a destination are made and used. */
export interface Traffic {
  tls: Tree;
  protocol: ServiceProtocol;
  limits: ConnectionLimits | undefined;
  outlierDetection: OutlierDetection | undefined;
}

/** Envoy's limit where nobody declares one; Istio's would be none. */
const defaultLimit = 1024;

/** The traffic policy of a DestinationRule or of a subset. */
export const trafficPolicy = ({ tls, protocol, limits = {}, outlierDetection }: Traffic): Tree => ({
  connectionPool: {
    tcp: { maxConnections: limits.connections ?? defaultLimit, connectTimeout: "5s", maxConnectionDuration: "300s" },
    http: {
      http1MaxPendingRequests: limits.pendingRequests ?? defaultLimit,
      http2MaxRequests: limits.requests ?? defaultLimit,
      h2UpgradePolicy: speaksHttp2(protocol) ? "UPGRADE" : "DO_NOT_UPGRADE",
    },
  },
  ...(outlierDetection && { outlierDetection: outliers(outlierDetection) }),
  tls,
});

/** Whether requests of a protocol need HTTP/2 on every leg. */
export const speaksHttp2 = (protocol: ServiceProtocol): boolean =>
  protocol === ServiceProtocol.HTTP2 || protocol === ServiceProtocol.GRPC;

/** Counts errors of the gateway kind alone. */
export function outliers(declared: OutlierDetection): Tree {
  const { consecutiveErrors, interval, ejectionTime, maxEjectionPercent } = outlierSettings(declared);
  return {
    consecutiveGatewayErrors: consecutiveErrors,
    consecutive5xxErrors: 0,
    interval,
    baseEjectionTime: ejectionTime,
    maxEjectionPercent,
  };
}
