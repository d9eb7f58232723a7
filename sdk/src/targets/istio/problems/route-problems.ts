import { clusterDomain } from "../../../fabric/defaults.js";
import { listenerOf, readsRequests } from "../../../fabric/expose-problems.js";
import { propertyPath } from "../../../fabric/path.js";
import { mentionedExposes } from "../../../fabric/route-mentions.js";
import type { Problem } from "../../../model/problem.js";
import { consumerService } from "../../crossing/consumer-names.js";
import { entranceOf, sharedHostname } from "../../crossing/shared-hostname.js";
import { clusterOf, type Spec } from "../../own.js";
import { own } from "./own.js";

/** Where a Route leads, and under which name consumers' proxies know it. */
export function* routeProblems(spec: Spec): Iterable<Problem> {
  yield* bytesProblems(spec);
  yield* hostnameProblems(spec);
  yield* sharedProblems(spec);
}

/** An egress gateway of Istio reads requests; connections in which there are none have no Host to tell Routes apart. */
function* bytesProblems(spec: Spec): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    for (const { expose: exposeName, at } of mentionedExposes(route)) {
      const expose = spec.exposes[exposeName];
      const gateway = expose?.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
      const listener = expose === undefined || gateway === undefined ? undefined : listenerOf(expose, gateway);
      const declared = listener === undefined ? undefined : gateway?.listeners?.[listener];
      if (declared === undefined || readsRequests(declared)) continue;
      yield {
        code: "istio.route-bytes",
        path: propertyPath("routes", name, ...at),
        message: `Expose "${exposeName}" stands behind a listener of ${declared.protocol}, and target istio carries requests only`,
        hint: "lead the Route to a listener of HTTPS, or use target standalone for the calling mesh",
      };
    }
  }
}

/** A name of one label, or one in the cluster's own domain, is a Service to Istio. */
function* hostnameProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { from, hostname = "" }] of own.routes(spec)) {
    const domain = clusterDomain(spec, clusterOf(spec, from.mesh));
    const isShort = !hostname.includes(".");
    if (!isShort && !hostname.endsWith(".svc") && !hostname.endsWith(`.svc.${domain}`)) continue;
    yield {
      code: "istio.hostname-service",
      path: `routes.${name}.hostname`,
      message: `Istio takes "${hostname}" for a Service, ${isShort ? "of the namespace in which the name is read" : "which would have to be there"}`,
      hint: "write NAME.NAMESPACE, which becomes a Service, or a hostname outside the cluster",
    };
  }
}

/** A proxy knows one way for a hostname. What would be a Service is refused for every target. */
function* sharedProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, { route: string; entrance: string }>();
  for (const [route, declared] of own.routes(spec)) {
    const { from, hostname = "" } = declared;
    if (consumerService(hostname) !== undefined) continue;
    const entrance = entranceOf(declared);
    const key = JSON.stringify([clusterOf(spec, from.mesh), hostname]);
    const owner = owners.get(key) ?? { route, entrance };
    owners.set(key, owner);
    if (owner.entrance !== entrance) yield sharedHostname(route, hostname, owner.route);
  }
}
