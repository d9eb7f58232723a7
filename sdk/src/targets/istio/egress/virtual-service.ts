import type { CheckedForward, CheckedRoute, CheckedRule } from "../../../fabric/checked.js";
import { farEnd } from "../../crossing/far-end.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { idempotentMethods, isIdempotentMethod } from "../../crossing/retry-conditions.js";
import { networking } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { headerChanges, hostHeader } from "../requests/headers.js";
import { requestMatches } from "../requests/match.js";
import { redirect } from "../requests/redirect.js";
import { noRetries, retries } from "../requests/retries.js";
import { pathRewrite } from "../requests/rewrite.js";
import { calledPart, consumersOf } from "./consumer-names.js";
import { calledHost, type CalledName, exitHost } from "./entrance.js";
import { type Call, farHost, farPort, farSubset } from "./far-end.js";

type Fields = { [field: string]: Tree };
type CalledPort = CalledName["ports"][number];

/** The way of a hostname in two legs: from consumers' proxies to the gateway, and from there to the far ends. */
export const virtualService = (place: GatewayPlace, called: CalledName): KubeObject => ({
  apiVersion: networking,
  kind: "VirtualService",
  metadata: metadataOf(place, calledPart(called)),
  spec: {
    hosts: [calledHost(place, called)],
    gateways: ["mesh", gatewayName(place)],
    exportTo: consumersOf(place, called),
    http: [
      ...called.ports.map((port) => meshLeg(place, called, port)),
      ...called.ports.flatMap((port) =>
        port.route.rules.flatMap((rule) => gatewayLeg(place, { ...port, rule, door: called.door })),
      ),
    ],
  },
});

const gatewayName = ({ name, namespace }: GatewayPlace): string => `${namespace}/${name}`;

/** Only the Route's consumers; the gateway asks again who they are. */
const meshLeg = (place: GatewayPlace, { door: { from }, hostname }: CalledName, port: CalledPort): Tree => ({
  name: `${port.route.name}-to-gateway`,
  match: [{ ...atConsumers(from), port: port.port }],
  rewrite: { authority: calledHost(place, { hostname }) },
  route: [{ destination: { host: exitHost(place), port: { number: port.containerPort } } }],
  retries: noRetries,
});

/**
 * Where a match names gateways, Istio looks at no source, so this names either; the port keeps it from the gateway. Of
 * namespaces only those that know of the hostname come here.
 */
const atConsumers = (from: Call["door"]["from"]): Fields =>
  from?.namespace === undefined || Object.keys(from.labels).length === 0
    ? { gateways: ["mesh"] }
    : { sourceNamespace: from.namespace, sourceLabels: from.labels };

interface RuleAt extends CalledPort {
  door: Call["door"];
  rule: CheckedRule;
}

/** A rule's requests; those that may be sent twice stand before the others where retries tell them apart. */
function gatewayLeg(place: GatewayPlace, { containerPort, door, route, rule }: RuleAt): Tree[] {
  const at = { gateways: [gatewayName(place)], port: containerPort };
  const { match, forward, redirect: elsewhere, responseHeaders } = rule;
  const matches = (more: Fields = {}): Tree => requestMatches(match, { ...at, ...more });
  if (elsewhere !== undefined)
    return [
      {
        name: route.name,
        match: matches(),
        redirect: redirect(elsewhere, route),
        ...headerChanges(undefined, responseHeaders),
      },
    ];
  const to = (isIdempotent: boolean): Fields => ({
    ...pathRewrite(forward.rewrite),
    ...headerChanges(forward.requestHeaders, responseHeaders),
    route: destinations(door, route, forward),
    timeout: forward.timeout,
    retries: retries(forward, isIdempotent),
  });
  const others = { name: route.name, match: matches(), ...to(isIdempotentMethod(match.method)) };
  if (forward.retries === undefined || match.method !== undefined) return [others];
  const idempotent = matches({ method: { regex: idempotentMethods } });
  return [{ name: route.name, match: idempotent, ...to(true) }, others];
}

/** Where requests go; the Host becomes that of the one that is chosen. */
const destinations = (door: Call["door"], route: CheckedRoute, { destinations: all }: CheckedForward): Tree[] =>
  all.map((destination) => {
    const end = farEnd(destination, route.mesh);
    return {
      destination: {
        host: farHost(end),
        subset: farSubset({ door, route, end }),
        port: { number: farPort(end) },
      },
      ...(all.length > 1 && { weight: destination.weight }),
      ...hostHeader(end.serverName ?? ""),
    };
  });

/** The far ends that the Routes of a door call. */
export const callsOf = (door: Call["door"]): Call[] =>
  door.ports.flatMap(({ routes }) =>
    routes.flatMap((route) =>
      route.rules.flatMap(({ forward }) =>
        (forward?.destinations ?? []).map((destination) => ({ door, route, end: farEnd(destination, route.mesh) })),
      ),
    ),
  );
