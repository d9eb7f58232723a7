import { listenerOf } from "../../../fabric/expose-problems.js";
import { ServiceType } from "../../../model/mesh-gateway.js";
import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { later } from "./later.js";
import { clusterOf, ownRoutes, type Spec } from "./own.js";

/** A Route leads to one Expose, at a port that is known before anything exists. */
export function* routeProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { to, failover }] of ownRoutes(spec)) {
    const at = `routes.${name}`;
    if (to.weighted !== undefined) {
      const hint = "lead the Route to one Expose";
      yield unavailable(`${at}.to.weighted`, "weighted destinations on target standalone", hint);
    }
    if (to.externalGateway !== undefined)
      yield unavailable(`${at}.to.externalGateway`, "external gateways as destinations", later);
    if (failover !== undefined) yield unavailable(`${at}.failover`, "failover on target standalone", later);
  }
  yield* outsiderProblems(spec);
  yield* unknownPortProblems(spec);
}

/** An egress gateway believes gateways by their identity, which only a crossMesh listener shows. */
function* outsiderProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { to }] of ownRoutes(spec)) {
    const expose = to.expose === undefined ? undefined : spec.exposes[to.expose];
    const gateway = expose?.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
    if (expose === undefined || gateway === undefined) continue;
    const listener = listenerOf(expose, gateway);
    if (listener === undefined || gateway.listeners?.[listener]?.crossMesh === true) continue;
    yield {
      code: "target.route-outside",
      path: `routes.${name}.to.expose`,
      message: `Expose "${to.expose}" stands behind listener "${listener}" of gateway "${expose.gateway}", which is for outsiders and shows no identity of a mesh`,
      hint: "set crossMesh: true on the listener, or call the gateway without a Route",
    };
  }
}

/** From another cluster a NodePort gateway is called on a port that Kubernetes may not choose. */
function* unknownPortProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { from, to }] of ownRoutes(spec)) {
    const expose = to.expose === undefined ? undefined : spec.exposes[to.expose];
    const gateway = expose?.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
    if (expose === undefined || gateway === undefined || gateway.address === undefined) continue;
    if (gateway.service?.type !== ServiceType.NodePort || gateway.address.port !== undefined) continue;
    if (clusterOf(spec, gateway.mesh) === clusterOf(spec, from.mesh)) continue;
    const { listeners = {} } = gateway;
    const listener = listenerOf(expose, gateway);
    const port = listener === undefined ? undefined : listeners[listener]?.port;
    const isKnown = Object.values(listeners).some((other) => other.port === port && other.nodePort !== undefined);
    if (port === undefined || isKnown) continue;
    yield {
      code: "target.no-node-port",
      path: `meshGateways.${expose.gateway}.listeners.${listener}.nodePort`,
      message: `Route "${name}" calls gateway "${expose.gateway}" on a node port from another cluster, and the port is left to Kubernetes`,
      hint: "set nodePort, or the port of the gateway's address",
    };
  }
}
