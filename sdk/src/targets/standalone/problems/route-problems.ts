import { listenerOf } from "../../../fabric/expose-problems.js";
import { propertyPath } from "../../../fabric/path.js";
import { mentionedExposes } from "../../../fabric/route-mentions.js";
import { ServiceType } from "../../../model/choices.js";
import type { ExposeSpec } from "../../../model/expose.js";
import type { Problem } from "../../../model/problem.js";
import { clusterOf, type Own, type Spec } from "../../own.js";
import { pathProblems } from "./path-problems.js";

/** A Route leads to Exposes and external gateways, at ports that are known before anything exists, by paths that requests can have. */
export function* routeProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    const at = `routes.${name}`;
    yield* pathProblems(`${at}.rewrite`, route.rewrite);
    for (const [index, { match, rewrite }] of (route.rules ?? []).entries()) {
      yield* pathProblems(`${at}.rules[${index}].match.path`, match?.path);
      yield* pathProblems(`${at}.rules[${index}].rewrite`, rewrite);
    }
    for (const expose of new Set(mentionedExposes(route).map((mention) => mention.expose)))
      yield* unknownPortProblems(name, route.from.mesh, spec.exposes[expose], spec);
  }
  yield* outsiderProblems(spec, own);
}

/** An egress gateway believes gateways by their identity, which only a crossMesh listener shows. */
function* outsiderProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    for (const { expose: exposeName, at } of mentionedExposes(route)) {
      const expose = spec.exposes[exposeName];
      const gateway = expose?.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
      if (expose === undefined || gateway === undefined) continue;
      const listener = listenerOf(expose, gateway);
      if (listener === undefined || gateway.listeners?.[listener]?.crossMesh === true) continue;
      yield {
        code: "target.route-outside",
        path: propertyPath("routes", name, ...at),
        message: `Expose "${exposeName}" stands behind listener "${listener}" of gateway "${expose.gateway}", which is for outsiders and shows no identity of a mesh`,
        hint: "set crossMesh: true on the listener, or call the gateway without a Route",
      };
    }
  }
}

/** From another cluster a NodePort gateway is called on a port that Kubernetes may not choose. */
export function* unknownPortProblems(
  route: string,
  mesh: string | undefined,
  expose: ExposeSpec | undefined,
  spec: Spec,
): Iterable<Problem> {
  const gateway = expose?.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
  if (expose === undefined || gateway === undefined || gateway.address === undefined) return;
  if (gateway.service?.type !== ServiceType.NodePort || gateway.address.port !== undefined) return;
  if (clusterOf(spec, gateway.mesh) === clusterOf(spec, mesh)) return;
  const { listeners = {} } = gateway;
  const listener = listenerOf(expose, gateway);
  const port = listener === undefined ? undefined : listeners[listener]?.port;
  const isKnown = Object.values(listeners).some((other) => other.port === port && other.nodePort !== undefined);
  if (port === undefined || isKnown) return;
  yield {
    code: "target.no-node-port",
    path: `meshGateways.${expose.gateway}.listeners.${listener}.nodePort`,
    message: `Route "${route}" calls gateway "${expose.gateway}" on a node port from another cluster, and the port is left to Kubernetes`,
    hint: "set nodePort, or the port of the gateway's address",
  };
}
