import type { CheckedForward, CheckedOffer, CheckedRoute } from "../../fabric/checked.js";
import { readsRequests } from "../../fabric/expose-problems.js";

/** Where requests of a Route go together: an offer, and those that take its place while it is down. */
export interface Upstream {
  /** `route-charge_charges`, or `route-charge_charges_backup`. No name has an underscore, so none reads like another. */
  name: string;
  route: CheckedRoute;
  offers: [CheckedOffer, ...CheckedOffer[]];
}

export const upstream = (route: CheckedRoute, offers: Upstream["offers"]): Upstream => ({
  name: [`route-${route.name}`, ...offers.map(({ expose }) => expose.name)].join("_"),
  route,
  offers,
});

/** Whether a Route passes connections on, in which nobody reads requests; all its offers are alike in that. */
export const carriesBytes = ({ rules }: CheckedRoute): boolean =>
  rules.some(({ forward }) => forward?.destinations.some(({ offer }) => !readsRequests(offer.listener)));

/** All that a Route's rules send requests to, each once. */
export function upstreamsOf(route: CheckedRoute): Upstream[] {
  const all = route.rules.flatMap(({ forward }) => (forward === undefined ? [] : forwardUpstreams(route, forward)));
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

const forwardUpstreams = (route: CheckedRoute, { destinations, failover, mirror }: CheckedForward): Upstream[] => [
  ...destinations.map(({ offer }) => upstream(route, [offer, ...failover])),
  ...(mirror === undefined ? [] : [upstream(route, [mirror.offer])]),
];
