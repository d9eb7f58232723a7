import type { CheckedForward, CheckedRoute } from "../../../fabric/checked.js";
import { ServiceProtocol } from "../../../model/choices.js";
import { farEnd } from "../../crossing/far-end.js";
import { groupBy } from "../../crossing/group-by.js";
import type { KubeObject } from "../../emitted.js";
import { groups } from "../api.js";
import { type BackendTraffic, backendTraffic, goesOn } from "../backend-traffic.js";
import { metadataOf } from "../../crossing/place.js";
import { type DoorRoute, routePart, ruleName } from "./door-route.js";
import { retry } from "./retry.js";

/**
 * Retries differ by rule, and so may what is spoken; all else is said of the Route, and again beside them, since the
 * closest policy counts alone.
 */
export function routeTraffic(at: DoorRoute, kind: string): KubeObject[] {
  const { place, route } = at;
  const target = { group: groups.gateway, kind, name: metadataOf(place, routePart(route)).name };
  const spoken = route.rules.flatMap(({ forward }) => (forward === undefined ? [] : [protocolOf(route, forward)]));
  const [usual, ...others] = new Set(spoken);
  const protocol = others.length === 0 ? usual : ServiceProtocol.HTTP;
  const special = route.rules.flatMap(({ match, forward }, index) => {
    if (forward === undefined) return [];
    const own: BackendTraffic = {
      retry: forward.retries && retry(forward.retries, match.method),
      protocol: protocolOf(route, forward),
    };
    return own.retry === undefined && (own.protocol === protocol || !goesOn(own.protocol)) ? [] : [{ index, own }];
  });
  const asked = { ...route, ...(hasFailover(route) && askingByDefault(route)) };
  return [
    ...backendTraffic(place, routePart(route), [target], { ...asked, protocol }),
    ...groupBy(special, ({ own }) => JSON.stringify(own)).flatMap((rules) =>
      backendTraffic(
        place,
        `${routePart(route)}.${ruleName(rules[0].index)}`,
        rules.map(({ index }) => ({ ...target, sectionName: ruleName(index) })),
        { ...asked, ...rules[0].own },
      ),
    ),
  ];
}

/** What a rule's destinations speak, which is the same in all of them; undefined where it passes connections on. */
function protocolOf({ mesh }: CheckedRoute, { destinations }: CheckedForward): ServiceProtocol | undefined {
  const [end] = destinations.map((destination) => farEnd(destination, mesh));
  return end?.takesRequests === true ? end.protocol : undefined;
}

const hasFailover = ({ rules }: CheckedRoute): boolean => rules.some(({ forward }) => forward?.failover.length);

/** Nothing takes the place of what is down unless somebody looks. */
const askingByDefault = ({ healthCheck = {}, outlierDetection = {} }: CheckedRoute): BackendTraffic => ({
  healthCheck,
  outlierDetection,
});
