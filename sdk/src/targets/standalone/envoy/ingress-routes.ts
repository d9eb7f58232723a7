import type { CheckedExpose, CheckedGateway, CheckedListener } from "../../../fabric/checked.js";
import type { PathMatch } from "../../../model/http-match.js";
import { exposeCrossings } from "../../../reach/crossings.js";
import { exposeCluster } from "./clusters.js";
import { type Json, typed } from "./json.js";
import { routePolicy } from "./policy.js";

/** The file with a listener's route table. */
export const routesFile = ({ name }: CheckedListener): string => `rds-${name}.json`;

/** Where a listener's requests go, and who may make them. */
export const ingressRoutes = (gateway: CheckedGateway, listener: CheckedListener): Json =>
  typed("envoy.config.route.v3.RouteConfiguration", {
    name: routesFile(listener),
    virtual_hosts: [
      {
        name: listener.name,
        domains: listener.hostname === undefined ? ["*"] : [listener.hostname, `${listener.hostname}:*`],
        routes: listener.exposes.map((expose) => exposeRoute(gateway, listener, expose)),
      },
    ],
  });

const exposeRoute = (gateway: CheckedGateway, listener: CheckedListener, expose: CheckedExpose): Json => ({
  name: expose.name,
  match: routeMatch(expose.path),
  // the caller's side decides how long it waits
  route: { cluster: exposeCluster(expose), timeout: "0s" },
  typed_per_filter_config: routePolicy(exposeCrossings(gateway, listener, expose)),
});

/** Envoy's own segment-wise prefix; it does not take `/`. */
export const routeMatch = ({ exact, prefix = "/" }: PathMatch = {}): Json =>
  exact !== undefined ? { path: exact } : prefix === "/" ? { prefix } : { path_separated_prefix: prefix };
