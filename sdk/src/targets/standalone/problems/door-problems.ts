import { readsRequests } from "../../../fabric/expose-problems.js";
import { mentionedExposes } from "../../../fabric/route-mentions.js";
import { defaultRoutePort } from "../../../fabric/route-problems.js";
import type { Problem } from "../../../model/problem.js";
import type { RouteSpec } from "../../../model/route.js";
import { listenerBefore } from "../../crossing/declared-listener.js";
import { type Own, type Spec } from "../../own.js";

/** Connections have no Host to tell Routes apart, so a Route that passes bytes on has its port of a door to itself. */
export function* doorProblems(spec: Spec, own: Own): Iterable<Problem> {
  const owners = new Map<string, { name: string; isBytes: boolean }>();
  for (const [name, route] of own.routes(spec)) {
    const { from, via, port = defaultRoutePort } = route;
    const labels = Object.entries(from.labels ?? {}).sort();
    const key = JSON.stringify([from.mesh, via, from.namespace, from.serviceAccount, labels, port]);
    const isBytes = leadsToBytes(route, spec);
    const owner = owners.get(key);
    owners.set(key, owner ?? { name, isBytes });
    if (owner === undefined || !(isBytes || owner.isBytes)) continue;
    yield {
      code: "target.port-shared",
      path: `routes.${name}.port`,
      message: `the same consumers call port ${port} for Route "${owner.name}", and ${isBytes ? `"${name}"` : "that one"} passes connections on, in which no Host tells them apart`,
      hint: "give one of them a port of its own",
    };
  }
}

const leadsToBytes = (route: RouteSpec, spec: Spec): boolean =>
  mentionedExposes(route).some(({ expose }) => {
    const place = listenerBefore(expose, spec);
    return place !== undefined && !readsRequests(place.listener);
  });
