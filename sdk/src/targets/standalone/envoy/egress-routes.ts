import type { CheckedCluster, CheckedRoute } from "../../../fabric/checked.js";
import type { EgressDoor } from "../egress.js";
import { consumerHostnames } from "../objects/consumer-names.js";
import { routeCluster } from "./clusters.js";
import { type Json, typed } from "./json.js";

/** The file with the route table of a door's port. */
export const doorRoutesFile = ({ name }: EgressDoor, port: number): string => `rds-${name}-${port}.json`;

/** By which hostname consumers reach which gateway. */
export const doorRoutes = (door: EgressDoor, port: number, routes: CheckedRoute[], cluster: CheckedCluster): Json =>
  typed("envoy.config.route.v3.RouteConfiguration", {
    name: doorRoutesFile(door, port),
    virtual_hosts: routes.map((route) => ({
      name: route.name,
      domains: consumerHostnames(route, cluster).flatMap((hostname) => [hostname, `${hostname}:${port}`]),
      routes: [{ name: route.name, match: { prefix: "/" }, route: routeAction(route) }],
    })),
  });

const routeAction = (route: CheckedRoute): Json => ({
  cluster: routeCluster(route),
  host_rewrite_literal: route.destination.listener.hostname ?? "",
  timeout: route.timeout,
  ...(route.retries !== undefined && {
    retry_policy: {
      retry_on: "connect-failure,refused-stream,unavailable,reset-before-request,retriable-status-codes",
      retriable_status_codes: [503],
      num_retries: route.retries.attempts,
      ...(route.retries.perTryTimeout !== undefined && { per_try_timeout: route.retries.perTryTimeout }),
    },
  }),
});
