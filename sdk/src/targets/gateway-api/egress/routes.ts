import type { CheckedForward, CheckedRule } from "../../../fabric/checked.js";
import { consumerHostnames } from "../../crossing/consumer-names.js";
import { forwardChains } from "../../crossing/far-end.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { rewriteRule } from "../../standalone/envoy/path-rewrite.js";
import { apis, groups } from "../api.js";
import { gatewayDuration } from "../requests/duration.js";
import { headerFilters, redirectFilter } from "../requests/filters.js";
import { requestMatch } from "../requests/matches.js";
import { listenerReference } from "../listeners.js";
import { metadataOf } from "../../crossing/place.js";
import { backendName, type Upstream } from "./backends.js";
import { type DoorRoute, routePart, ruleName } from "./door-route.js";
import { doorListener, takesBytes } from "./doors.js";
import { routeTraffic } from "./route-traffic.js";

/** Where the requests of a rule go, each with its share, and what takes their place. */
export const forwardUpstreams = (
  { door, route }: DoorRoute,
  forward: CheckedForward,
): (Upstream & { weight: number })[] =>
  forwardChains(forward, route.mesh).flatMap((ends, index) =>
    ends.map((end, order) => ({
      door,
      end,
      isFallback: order > 0,
      weight: forward.destinations[index]?.weight ?? 1,
    })),
  );

/** All that a Route's rules lead to. */
export const routeUpstreams = (at: DoorRoute): Upstream[] =>
  at.route.rules.flatMap(({ forward }) => (forward === undefined ? [] : forwardUpstreams(at, forward)));

/** A Route as consumers call it: by Host, or by its port alone where it passes connections on. */
export function doorRoute(at: DoorRoute): KubeObject[] {
  const { place, listeners, door, route } = at;
  const isBytes = takesBytes([route]);
  const [last] = route.rules.slice(-1);
  const metadata = metadataOf(place, routePart(route));
  const parentRefs = [listenerReference(place, listeners, doorListener(place, door, route.port))];
  if (isBytes)
    return [
      {
        apiVersion: apis.gateway,
        kind: "TCPRoute",
        metadata,
        spec: {
          parentRefs,
          rules: [{ backendRefs: last?.forward === undefined ? [] : backendRefs(at, last.forward) }],
        },
      },
      ...routeTraffic(at, "TCPRoute"),
    ];
  return [
    {
      apiVersion: apis.gateway,
      kind: "HTTPRoute",
      metadata,
      spec: {
        parentRefs,
        hostnames: consumerHostnames(route, route.mesh.cluster),
        rules: route.rules.map((rule, index) => ({ name: ruleName(index), ...ruleFields(at, rule, index) })),
      },
    },
    ...route.rules.flatMap(({ forward }, index) => (forward === undefined ? [] : [rewrite(at, forward, index)])),
    ...routeTraffic(at, "HTTPRoute"),
  ];
}

function ruleFields(at: DoorRoute, rule: CheckedRule, index: number): { [field: string]: Tree } {
  const { match, forward, redirect, responseHeaders } = rule;
  const matches = [requestMatch(match)];
  if (redirect !== undefined)
    return {
      matches,
      filters: [redirectFilter(redirect, at.route.port), ...headerFilters(undefined, responseHeaders)],
    };
  return {
    matches,
    filters: [
      ...headerFilters(forward.requestHeaders, responseHeaders),
      {
        type: "ExtensionRef",
        extensionRef: {
          group: groups.envoy,
          kind: "HTTPRouteFilter",
          name: metadataOf(at.place, rewritePart(at, forward, index)).name,
        },
      },
    ],
    backendRefs: backendRefs(at, forward),
    timeouts: { request: forward.timeout === undefined ? "0s" : gatewayDuration(forward.timeout) },
  };
}

const backendRefs = (at: DoorRoute, forward: CheckedForward): Tree[] =>
  forwardUpstreams(at, forward).map(({ weight, ...upstream }) => ({
    group: groups.envoy,
    kind: "Backend",
    name: backendName(at.place, upstream),
    weight,
  }));

/** Rules that change no path share one filter of their Gateway. */
const rewritePart = ({ route }: DoorRoute, forward: CheckedForward, index: number): string =>
  forward.rewrite === undefined ? "host" : `${routePart(route)}.${ruleName(index)}`;

/** Requests get the Host of the gateway that is chosen in the end, and the path that is asked for. */
function rewrite(at: DoorRoute, forward: CheckedForward, index: number): KubeObject {
  const rule = forward.rewrite && rewriteRule(forward.rewrite);
  return {
    apiVersion: apis.envoy,
    kind: "HTTPRouteFilter",
    metadata: metadataOf(at.place, rewritePart(at, forward, index)),
    spec: {
      urlRewrite: {
        hostname: { type: "Backend" },
        path: rule && { type: "ReplaceRegexMatch", replaceRegexMatch: rule },
      },
    },
  };
}
