import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { later } from "./later.js";
import { isOwnGateway, ownGateways, ownRoutes, type Spec } from "./own.js";

/** What can be declared and is not realised yet, field by field. */
export function* laterProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { autoscaling, scheduling, tracing }] of ownGateways(spec))
    yield* fields(`meshGateways.${name}`, { autoscaling, scheduling, tracing });
  for (const [name, expose] of Object.entries(spec.exposes)) {
    if (!isOwnGateway(spec, expose.gateway)) continue;
    const { rewrite, requestHeaders, responseHeaders, healthCheck, outlierDetection, limits } = expose;
    const later = { rewrite, requestHeaders, responseHeaders, healthCheck, outlierDetection, limits };
    yield* fields(`exposes.${name}`, { ...later, "service.protocol": expose.service?.protocol });
  }
  for (const [name, route] of ownRoutes(spec)) {
    const { rules, requestHeaders, responseHeaders, rewrite, mirror, healthCheck, outlierDetection, limits } = route;
    const later = { rules, requestHeaders, responseHeaders, rewrite, mirror, healthCheck, outlierDetection, limits };
    yield* fields(`routes.${name}`, later);
  }
}

function* fields(at: string, declared: Record<string, unknown>): Iterable<Problem> {
  for (const [field, value] of Object.entries(declared))
    if (value !== undefined) yield unavailable(`${at}.${field}`, `${field} on target standalone`, later);
}
