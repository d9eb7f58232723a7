import { checkSettings, outlierSettings } from "../crossing/resilience.js";
import type { ConnectionLimits } from "../../model/connection-limits.js";
import { parseDuration } from "../../model/duration.js";
import type { HealthCheck } from "../../model/health-check.js";
import type { OutlierDetection } from "../../model/outlier-detection.js";
import type { RateLimit } from "../../model/rate-limit.js";
import { ServiceProtocol } from "../../model/choices.js";
import type { KubeObject, Tree } from "../emitted.js";
import { apis, groups } from "./api.js";
import { gatewayDuration } from "./requests/duration.js";
import { type GatewayPlace, metadataOf } from "../crossing/place.js";

/** What is asked of the traffic towards what is called. */
export interface BackendTraffic {
  rateLimit?: RateLimit | undefined;
  healthCheck?: HealthCheck | undefined;
  outlierDetection?: OutlierDetection | undefined;
  limits?: ConnectionLimits | undefined;
  /** As Envoy Gateway writes it. */
  retry?: Tree;
  /** What is spoken there, where requests are read. */
  protocol?: ServiceProtocol | undefined;
  /** How long a stream lasts there at most. Defaults to no limit. */
  longestStream?: string;
}

/**
 * Upgrades that a route takes. Envoy Gateway adds WebSockets where none is named, and has no word for none: `h2c` is
 * one, since Envoy takes that upgrade off each request before it looks for a route.
 */
const upgrades = (protocol?: ServiceProtocol): Tree => [
  { type: protocol === ServiceProtocol.WebSocket ? "websocket" : "h2c" },
];

/** What holds at a Gateway wherever no policy of a Route does: nothing is upgraded. */
export const gatewayTraffic = (place: GatewayPlace): KubeObject => ({
  apiVersion: apis.envoy,
  kind: "BackendTrafficPolicy",
  metadata: metadataOf(place),
  spec: {
    targetRefs: [{ group: groups.gateway, kind: "Gateway", name: place.name }],
    httpUpgrade: upgrades(),
  },
});

/** A BackendTrafficPolicy, where there is something to say. It takes the place of the Gateway's. */
export function backendTraffic(
  place: GatewayPlace,
  part: string,
  targetRefs: Tree[],
  { rateLimit: rates, healthCheck, outlierDetection, limits, retry, protocol, longestStream }: BackendTraffic,
): KubeObject[] {
  const spec = {
    rateLimit: rates && rateLimit(rates),
    healthCheck:
      healthCheck === undefined && outlierDetection === undefined
        ? undefined
        : {
            active: healthCheck && activeCheck(healthCheck),
            passive: outlierDetection && passiveCheck(outlierDetection),
            // whoever is not well gets nothing, even where nobody is
            panicThreshold: healthCheck && 0,
          },
    circuitBreaker: limits && circuitBreaker(limits),
    retry,
    timeout: goesOn(protocol) ? streamTimeout(longestStream) : undefined,
  };
  if (Object.values(spec).every((field) => field === undefined)) return [];
  return [
    {
      apiVersion: apis.envoy,
      kind: "BackendTrafficPolicy",
      metadata: metadataOf(place, part),
      spec: { targetRefs, httpUpgrade: protocol === undefined ? undefined : upgrades(protocol), ...spec },
    },
  ];
}

/** Whether calls go on for as long as both sides like. */
export const goesOn = (protocol: ServiceProtocol | undefined): boolean =>
  protocol === ServiceProtocol.GRPC || protocol === ServiceProtocol.WebSocket;

/** Streams may be silent for an hour, and have no timeout: Envoy gives a GRPCRoute's 15 seconds by itself. */
const streamTimeout = (longest: string | undefined): Tree => ({
  http: { requestTimeout: "0s", streamIdleTimeout: "1h", maxStreamDuration: longest },
});

/** The times over which Envoy Gateway counts, by their seconds. */
export const rateUnits: Record<number, string> = { 1: "Second", 60: "Minute", 3600: "Hour", 86_400: "Day" };

const rateLimit = ({ requests, per = "1s" }: RateLimit): Tree => ({
  type: "Local",
  local: { rules: [{ limit: { requests, unit: rateUnits[parseDuration(per)] } }] },
});

const activeCheck = (check: HealthCheck): Tree => {
  const { path } = check;
  const { interval, timeout, unhealthyAfter, healthyAfter } = checkSettings(check);
  return {
    timeout: gatewayDuration(timeout),
    interval: gatewayDuration(interval),
    unhealthyThreshold: unhealthyAfter,
    healthyThreshold: healthyAfter,
    ...(path === undefined
      ? { type: "TCP", tcp: {} }
      : { type: "HTTP", http: { path, method: "GET", expectedStatuses: [200] } }),
  };
};

/** Counts errors of the gateway kind alone: Envoy Gateway counts others too unless told otherwise. */
const passiveCheck = (declared: OutlierDetection): Tree => {
  const { consecutiveErrors, interval, ejectionTime, maxEjectionPercent } = outlierSettings(declared);
  return {
    consecutiveGatewayErrors: consecutiveErrors,
    consecutive5XxErrors: 0,
    interval: gatewayDuration(interval),
    baseEjectionTime: gatewayDuration(ejectionTime),
    maxEjectionPercent,
  };
};

const circuitBreaker = ({ connections, pendingRequests, requests }: ConnectionLimits): Tree => ({
  maxConnections: connections,
  maxPendingRequests: pendingRequests,
  maxParallelRequests: requests,
});
