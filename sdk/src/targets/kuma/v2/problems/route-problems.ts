import { propertyPath } from "../../../../fabric/path.js";
import { mentionedExposes } from "../../../../fabric/route-mentions.js";
import type { Problem } from "../../../../model/problem.js";
import type { RouteSpec } from "../../../../model/route.js";
import { listenerBefore } from "../../../crossing/declared-listener.js";
import { unknownPortProblems } from "../../../standalone/problems/route-problems.js";
import type { Spec } from "../../../own.js";
import { KumaVersion } from "../../version.js";
import { crossMeshProblems, differenceProblems } from "./cross-mesh-problems.js";
import { externalEnd, listenerEnd } from "./ends.js";
import { exitHostnameProblems } from "./exit-hostname-problems.js";
import { exitProblems } from "./exit-problems.js";
import { own } from "./own.js";
import { whoCouldServe } from "./who-could-serve.js";

/** A Route from a mesh leads to a gateway of the same Kuma, or out of it. */
export function* routeProblems(spec: Spec): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    yield* statusProblems(name, route);
    for (const { expose, at } of mentionedExposes(route)) {
      const place = listenerBefore(expose, spec);
      const mesh = route.from.mesh ?? "";
      if (place === undefined) continue;
      if (own.isMesh(spec, place.gatewaySpec.mesh)) {
        yield* crossMeshProblems(name, route, place, propertyPath("routes", name, ...at), spec);
        continue;
      }
      yield* unknownPortProblems(name, mesh, place, spec);
      yield* exitProblems(name, route, listenerEnd(place, mesh, spec));
    }
    const end = route.to.externalGateway === undefined ? undefined : externalEnd(route.to.externalGateway, spec);
    if (end !== undefined) yield* exitProblems(name, route, end);
  }
  yield* differenceProblems(spec);
  yield* exitHostnameProblems(spec);
  yield* strangerProblems(spec);
}

/** Kuma retries by names of status codes, which not all numbers have. */
const named = new Set([500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511]);

function* statusProblems(name: string, { retries }: RouteSpec): Iterable<Problem> {
  for (const [index, status] of (retries?.statusCodes ?? []).entries())
    if (!named.has(status))
      yield {
        code: "kuma.retry-status",
        path: `routes.${name}.retries.statusCodes[${index}]`,
        message: `Kuma does not know status ${status}, so it cannot retry by it`,
        hint: "leave it out, or use a status that is registered, such as 503",
      };
}

/** A gateway of Kuma's own is called by data planes of the same Kuma alone. */
function* strangerProblems(spec: Spec): Iterable<Problem> {
  for (const [name, route] of Object.entries(spec.routes)) {
    if (route.from.mesh === undefined || own.isMesh(spec, route.from.mesh)) continue;
    for (const { expose, at } of mentionedExposes(route)) {
      const place = listenerBefore(expose, spec);
      if (place === undefined || !own.isMesh(spec, place.gatewaySpec.mesh)) continue;
      yield {
        code: "kuma.stranger",
        path: propertyPath("routes", name, ...at),
        message: `gateway "${place.gateway}" is one of Kuma ${KumaVersion.V2}, which only data planes of the same Kuma can call, and mesh "${route.from.mesh}" is not there`,
        hint: whoCouldServe(place.gatewaySpec.mesh),
      };
    }
  }
}
