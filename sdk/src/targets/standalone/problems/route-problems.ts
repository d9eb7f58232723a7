import { propertyPath } from "../../../fabric/path.js";
import { mentionedExposes } from "../../../fabric/route-mentions.js";
import { ServiceType } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { type DeclaredListener, listenerBefore } from "../../crossing/declared-listener.js";
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
    for (const expose of new Set(mentionedExposes(route).map((mention) => mention.expose))) {
      const place = listenerBefore(expose, spec);
      if (place !== undefined) yield* unknownPortProblems(name, route.from.mesh, place, spec);
    }
  }
  yield* outsiderProblems(spec, own);
}

/**
 * An egress gateway believes gateways by their identity, which only a crossMesh listener shows. Routes from other
 * meshes to other listeners are `route.not-cross-mesh` already.
 */
function* outsiderProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    for (const { expose, at } of mentionedExposes(route)) {
      const place = listenerBefore(expose, spec);
      if (place === undefined || place.listener.crossMesh === true || place.gatewaySpec.mesh !== route.from.mesh)
        continue;
      yield {
        code: "target.route-outside",
        path: propertyPath("routes", name, ...at),
        message: `Expose "${expose}" stands behind listener "${place.name}" of gateway "${place.gateway}", which is for outsiders and shows no identity of a mesh`,
        hint: "set crossMesh: true on the listener, or call the gateway without a Route",
      };
    }
  }
}

/** From another cluster a NodePort gateway is called on a port that Kubernetes may not choose. */
export function* unknownPortProblems(
  route: string,
  mesh: string | undefined,
  { gateway, gatewaySpec, name, listener: { port } }: DeclaredListener,
  spec: Spec,
): Iterable<Problem> {
  const { mesh: called, service, address, listeners = {} } = gatewaySpec;
  if (service?.type !== ServiceType.NodePort || address === undefined || address.port !== undefined) return;
  if (clusterOf(spec, called) === clusterOf(spec, mesh)) return;
  if (Object.values(listeners).some((other) => other.port === port && other.nodePort !== undefined)) return;
  yield {
    code: "target.no-node-port",
    path: `meshGateways.${gateway}.listeners.${name}.nodePort`,
    message: `Route "${route}" calls gateway "${gateway}" on a node port from another cluster, and the port is left to Kubernetes`,
    hint: "set nodePort, or the port of the gateway's address",
  };
}
