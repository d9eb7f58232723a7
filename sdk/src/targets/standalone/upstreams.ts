import type { CheckedForward, CheckedRoute } from "../../fabric/checked.js";
import { type FarEnd, farEnd, forwardChains, offerEnd } from "../crossing/far-end.js";

/** Where requests of a Route go together: a far end, and those that take its place while it is down. */
export interface Upstream {
  /** `route-charge_charges`, or `route-charge_charges_backup`. No name has an underscore, so none reads like another. */
  name: string;
  route: CheckedRoute;
  ends: [FarEnd, ...FarEnd[]];
}

const upstream = (route: CheckedRoute, ends: Upstream["ends"]): Upstream => ({
  name: [`route-${route.name}`, ...ends.map(({ key }) => key)].join("_"),
  route,
  ends,
});

/** Whether a Route passes connections on, in which nobody reads requests; all its ends are alike in that. */
export const carriesBytes = ({ rules, mesh }: CheckedRoute): boolean =>
  rules.some(({ forward }) => forward?.destinations.some((destination) => !farEnd(destination, mesh).takesRequests));

/** Where the requests of a rule go, each with its share. */
export const forwardUpstreams = (
  route: CheckedRoute,
  forward: CheckedForward,
): { upstream: Upstream; weight: number }[] =>
  forwardChains(forward, route.mesh).map((ends, index) => ({
    upstream: upstream(route, ends),
    weight: forward.destinations[index]?.weight ?? 0,
  }));

/** Where copies of the requests of a rule go. */
export const mirrorUpstream = (route: CheckedRoute, { mirror }: CheckedForward): Upstream | undefined =>
  mirror && upstream(route, [offerEnd(mirror.offer, route.mesh)]);

/** All that a Route's rules send requests to, each once. */
export function upstreamsOf(route: CheckedRoute): Upstream[] {
  const all = route.rules.flatMap(({ forward }): Upstream[] => {
    if (forward === undefined) return [];
    const mirror = mirrorUpstream(route, forward);
    return [
      ...forwardUpstreams(route, forward).map(({ upstream: to }) => to),
      ...(mirror === undefined ? [] : [mirror]),
    ];
  });
  return [...new Map(all.map((one) => [one.name, one])).values()];
}
