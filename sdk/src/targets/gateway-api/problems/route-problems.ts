import { listenerOf } from "../../../fabric/expose-problems.js";
import { mentionedExposes } from "../../../fabric/route-mentions.js";
import { propertyPath } from "../../../fabric/path.js";
import { defaultRoutePort } from "../../../fabric/route-problems.js";
import { isAddress } from "../../../model/address.js";
import { Scheme } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import type { RouteRule } from "../../../model/route-rule.js";
import type { RouteSpec } from "../../../model/route.js";
import { clusterOf, type Spec } from "../../own.js";
import { defaultPorts, redirectPort } from "../requests/filters.js";
import { own } from "./own.js";
import { checkProblems, headerProblems, matchProblems } from "./request-problems.js";

/** How many rules an HTTPRoute has at most; the last takes what no rule of the Route matches. */
const mostRules = 16;

/** Each Route is an HTTPRoute, whose rules are tried in order, towards Backends. */
export function* routeProblems(spec: Spec): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    const at = `routes.${name}`;
    const { rules = [], requestHeaders, responseHeaders } = route;
    if (rules.length >= mostRules)
      yield {
        code: "gateway-api.too-many",
        path: `${at}.rules`,
        message: `${rules.length} rules, and an HTTPRoute has ${mostRules - 1} besides the one that takes the rest`,
        hint: "leave some out, or give them a Route with a hostname of its own",
      };
    yield* headerProblems(`${at}.requestHeaders`, requestHeaders);
    yield* headerProblems(`${at}.responseHeaders`, responseHeaders);
    for (const [index, rule] of rules.entries()) {
      yield* matchProblems(`${at}.rules[${index}].match`, rule.match);
      yield* headerProblems(`${at}.rules[${index}].requestHeaders`, rule.requestHeaders);
      yield* headerProblems(`${at}.rules[${index}].responseHeaders`, rule.responseHeaders);
      yield* redirectProblems(`${at}.rules[${index}].redirect`, rule, route.port ?? defaultRoutePort);
    }
    yield* failoverProblems(at, route);
    yield* serverNameProblems(name, route, spec);
    yield* gatewayNameProblems(name, route, spec);
    // a gateway of a mesh takes HTTP/1.1 whatever its services speak
    const external = route.to.externalGateway;
    if (external !== undefined)
      yield* checkProblems(at, route.healthCheck, spec.externalGateways[external]?.serviceProtocol);
  }
  yield* addressProblems(spec);
  yield* externalNameProblems(spec);
}

/** Envoy Gateway leaves out ports 80 and 443 of redirects, and writes `/bx` for `/x` where `/` becomes `/b`. */
function* redirectProblems(at: string, { match, redirect }: RouteRule, calledPort: number): Iterable<Problem> {
  if (redirect === undefined) return;
  const { scheme, hostname, path } = redirect;
  if (path?.prefix !== undefined && path.prefix !== "/" && (match?.path?.prefix ?? "/") === "/")
    yield {
      code: "gateway-api.redirect-prefix",
      path: `${at}.path.prefix`,
      message: `Envoy Gateway would write ${path.prefix}x for /x, since it puts "${path.prefix}" in the place of "/"`,
      hint: "match a longer prefix, or name the whole path",
    };
  const port = redirectPort(redirect, calledPort);
  if (!Object.values(defaultPorts).includes(port)) return;
  // the caller's port stays with the caller's hostname, unless callers write none
  const written =
    hostname === undefined && calledPort !== defaultPorts[Scheme.Http]
      ? calledPort
      : defaultPorts[scheme ?? Scheme.Http];
  if (written === port) return;
  yield {
    code: "gateway-api.redirect-port",
    path: at,
    message: `Envoy Gateway writes no port ${port} in redirects, so that callers would go to port ${written}`,
    hint: "name the hostname and leave port out, or lead to another port",
  };
}

/** A Backend is in use, or takes the place of all that are: there is no third, and no share of it. */
function* failoverProblems(at: string, { to, failover, rules = [] }: RouteSpec): Iterable<Problem> {
  const places = [
    { at, failover, weighted: to.weighted },
    ...rules.map((rule, index) => ({
      at: `${at}.rules[${index}]`,
      failover: rule.failover ?? failover,
      weighted: rule.weighted ?? (rule.expose === undefined ? to.weighted : undefined),
    })),
  ];
  for (const place of places) {
    if (place.failover === undefined) continue;
    if (place.failover.length === 1 && (place.weighted?.length ?? 1) === 1) continue;
    yield {
      code: "gateway-api.failover",
      path: `${place.at}.failover`,
      message: "Envoy Gateway knows what is in use and what takes its place, and no order or share of more",
      hint: "name one Expose in failover, and one destination",
    };
  }
}

/** Where an Expose stands, as far as it is declared. */
function standing(expose: string, { exposes, meshGateways }: Spec) {
  const declared = exposes[expose];
  const gatewayName = declared?.gateway;
  const gateway = gatewayName === undefined ? undefined : meshGateways[gatewayName];
  const listenerName = declared && gateway && listenerOf(declared, gateway);
  const listener = listenerName === undefined ? undefined : gateway?.listeners?.[listenerName];
  return { gatewayName, gateway, listenerName, listener };
}

/** A BackendTLSPolicy names the server that is called. */
function* serverNameProblems(name: string, route: RouteSpec, spec: Spec): Iterable<Problem> {
  for (const { expose, at } of mentionedExposes(route)) {
    const { gatewayName, listenerName, listener } = standing(expose, spec);
    if (listener === undefined || listener.hostname !== undefined) continue;
    yield {
      code: "gateway-api.no-server-name",
      path: propertyPath("routes", name, ...at),
      message: `listener "${listenerName}" of gateway "${gatewayName}" has no hostname, and Gateway API calls nobody over TLS without one`,
      hint: "give the listener a hostname, which for protocol TCP means TLS",
    };
  }
}

/** Envoy Gateway accepts no Backend with a name of one label, and answers 500 in its place. */
function* shortNameProblems(path: string, name: string | undefined): Iterable<Problem> {
  if (name === undefined || name.includes(".")) return;
  yield {
    code: "gateway-api.short-name",
    path,
    message: `"${name}" has no dot, and Envoy Gateway calls only names of two labels or more`,
    hint: "write a name with a dot in it",
  };
}

/** What a gateway of a mesh is called under, and from other clusters where it is. */
function* gatewayNameProblems(name: string, route: RouteSpec, spec: Spec): Iterable<Problem> {
  for (const { expose, at } of mentionedExposes(route)) {
    const { gateway, listener } = standing(expose, spec);
    const path = propertyPath("routes", name, ...at);
    yield* shortNameProblems(path, listener?.hostname);
    if (clusterOf(spec, gateway?.mesh) !== clusterOf(spec, route.from.mesh))
      yield* shortNameProblems(path, gateway?.address?.host);
  }
}

const calledExternals = (spec: Spec): Set<string> =>
  new Set(own.routes(spec).flatMap(([, { to }]) => to.externalGateway ?? []));

function* externalNameProblems(spec: Spec): Iterable<Problem> {
  for (const name of calledExternals(spec)) {
    const { addresses = [], hostname } = spec.externalGateways[name] ?? {};
    for (const [index, address] of addresses.entries())
      yield* shortNameProblems(`externalGateways.${name}.addresses[${index}]`, address);
    yield* shortNameProblems(`externalGateways.${name}.hostname`, hostname);
  }
}

/** A Backend has names or addresses, and not both. */
function* addressProblems(spec: Spec): Iterable<Problem> {
  for (const name of calledExternals(spec)) {
    const addresses = spec.externalGateways[name]?.addresses ?? [];
    if (new Set(addresses.map(isAddress)).size < 2) continue;
    yield {
      code: "gateway-api.mixed-addresses",
      path: `externalGateways.${name}.addresses`,
      message: "a Backend has DNS names or IP addresses, and not both",
      hint: "write all of them as names, or all as addresses",
    };
  }
}
