import { listenerOf } from "../../../fabric/expose-problems.js";
import { objectName } from "../../../fabric/object-name.js";
import { ServiceProtocol } from "../../../model/choices.js";
import { parseDuration } from "../../../model/duration.js";
import type { Problem } from "../../../model/problem.js";
import { denialPart } from "../authorization/policies.js";
import { rateUnits } from "../backend-traffic.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";
import { checkProblems, gatewayPathProblems, headerProblems } from "./request-problems.js";

/** Each Expose is a Route of its own. */
export function* exposeProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { path, rewrite, requestHeaders, responseHeaders, rateLimit, ...expose }] of own.exposes(spec)) {
    const at = `exposes.${name}`;
    yield* checkProblems(at, expose.healthCheck, expose.service?.protocol);
    if (objectName(name) === denialPart)
      yield {
        code: "gateway-api.expose-name",
        path: at,
        message: `a policy named "${denialPart}" denies what no Expose of a gateway permits, so no Expose is called that`,
        hint: "choose another name",
      };
    yield* gatewayPathProblems(`${at}.path`, path);
    yield* gatewayPathProblems(`${at}.rewrite`, { ...(rewrite?.path !== undefined && { exact: rewrite.path }) });
    yield* headerProblems(`${at}.requestHeaders`, requestHeaders);
    yield* headerProblems(`${at}.responseHeaders`, responseHeaders);
    if (rateLimit?.per !== undefined && rateUnits[parseDuration(rateLimit.per)] === undefined)
      yield {
        code: "gateway-api.rate-unit",
        path: `${at}.rateLimit.per`,
        message: `Envoy Gateway counts requests per second, minute, hour or day, and not per ${rateLimit.per}`,
        hint: `write per as one of ${Object.keys(rateUnits)
          .map((seconds) => `${seconds}s`)
          .join(", ")}`,
      };
  }
  yield* grpcProblems(spec);
}

/** A GRPCRoute has no paths, and shares no hostname with an HTTPRoute. */
function* grpcProblems(spec: Spec): Iterable<Problem> {
  const exposes = own.exposes(spec).map(([name, expose]) => {
    const gateway = expose.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
    const listener = gateway && listenerOf(expose, gateway);
    return { name, expose, place: JSON.stringify([expose.gateway, listener]) };
  });
  for (const { name, expose, place } of exposes) {
    if (expose.service?.protocol !== ServiceProtocol.GRPC) continue;
    const at = `exposes.${name}`;
    for (const field of ["path", "rewrite"] as const) {
      if (expose[field] === undefined) continue;
      yield {
        code: "gateway-api.grpc-path",
        path: `${at}.${field}`,
        message: `a GRPCRoute leads whole services on, so ${field} does not go with protocol GRPC`,
        hint: `leave ${field} out, and tell methods apart in permissions`,
      };
    }
    const other = exposes.find((candidate) => candidate.place === place && candidate.name !== name);
    if (other === undefined) continue;
    yield {
      code: "gateway-api.grpc-shared",
      path: `${at}.service.protocol`,
      message: `a GRPCRoute has its hostname to itself, and Expose "${other.name}" stands behind the same listener`,
      hint: "give each a listener with a hostname of its own",
    };
  }
}
