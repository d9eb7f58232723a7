import type { CheckedExpose, CheckedGateway, CheckedListener } from "../../../../fabric/checked.js";
import { exposeCrossings } from "../../../../reach/crossings.js";
import { exposeCluster } from "../clusters.js";
import { headerChanges } from "../header-changes.js";
import { type Json, typed } from "../json.js";
import { regexRewrite } from "../path-rewrite.js";
import { routePolicy } from "../policy/index.js";
import { exposeRateLimit, listenerRateLimit } from "../rate-limit.js";
import { routeMatch } from "../route-match.js";
import { longestStream, streamFields } from "../streams.js";
import { groupBy } from "../../../crossing/group-by.js";
import { hasRequests, listenerKind } from "./kind.js";

/**
 * The HTTP server that a listener belongs to: plain HTTP listeners of a port are one. No listener's name has an
 * underscore, so none that asks who calls shares a table with those who ask nobody.
 */
export const serverName = (listener: CheckedListener): string =>
  listenerKind(listener) === "plain-requests" ? `http_${listener.port}` : listener.name;

/** The file with the route table of a listener's server. */
export const routesFile = (listener: CheckedListener): string => `rds-${serverName(listener)}.yaml`;

/** The route tables of a gateway by file: where requests go, and who may make them. */
export const ingressRoutes = (gateway: CheckedGateway): Record<string, Json> =>
  Object.fromEntries(
    groupBy(gateway.listeners.filter(hasRequests), routesFile).map((listeners) => [
      routesFile(listeners[0]),
      typed("envoy.config.route.v3.RouteConfiguration", {
        name: routesFile(listeners[0]),
        virtual_hosts: [...listeners.map((listener) => virtualHost(gateway, listener)), ...otherHosts(listeners)],
      }),
    ]),
  );

const virtualHost = (gateway: CheckedGateway, listener: CheckedListener): Json => ({
  name: listener.name,
  domains: listener.hostname === undefined ? ["*"] : [listener.hostname, `${listener.hostname}:*`],
  routes: listener.exposes.map((expose) => exposeRoute(gateway, listener, expose)),
  ...(listener.rateLimit !== undefined && { typed_per_filter_config: listenerRateLimit(listener) }),
});

/**
 * A browser calls another host over the connection of this one where the certificate is of both. Told that it went
 * wrong (RFC 9110, 15.5.20), it comes back by a connection of its own; told that there is nothing, it does not.
 */
const otherHosts = ([listener]: [CheckedListener, ...CheckedListener[]]): Json[] =>
  listenerKind(listener) !== "tls-requests"
    ? []
    : [
        {
          name: "_misdirected",
          domains: ["*"],
          routes: [{ match: { prefix: "/" }, direct_response: { status: 421 } }],
        },
      ];

const exposeRoute = (gateway: CheckedGateway, listener: CheckedListener, expose: CheckedExpose): Json => ({
  name: expose.name,
  match: routeMatch(expose.path),
  route: {
    cluster: exposeCluster(expose),
    // the caller's side decides how long it waits
    timeout: "0s",
    ...(listener.crossMesh && { max_stream_duration: { max_stream_duration: longestStream } }),
    ...streamFields([expose.service.protocol], longestStream),
    ...regexRewrite(expose.rewrite),
  },
  ...headerChanges(expose.requestHeaders, expose.responseHeaders),
  typed_per_filter_config: {
    ...(listener.crossMesh && routePolicy(exposeCrossings(gateway, listener, expose))),
    ...exposeRateLimit(expose),
  },
});
