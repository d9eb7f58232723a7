import type { CheckedForward, CheckedRule } from "../../../fabric/checked.js";
import type { RequestMatch } from "../../../model/http-match.js";
import type { GatewayPlace } from "../../crossing/place.js";
import {
  idempotentMethods,
  isIdempotentMethod,
  retriedStatusCodes,
  retryConditions,
} from "../../crossing/retry-conditions.js";
import type { EmittedObject } from "../../emitted.js";
import { hashedName, policyLabel, resilienceApi, trafficApi } from "../names.js";
import type { Exit } from "../passages.js";
import type { Plane } from "../plane.js";
import { emit, type Place } from "./emit.js";

/** Timeouts, retries and headers of routes: what a RouteTable leaves to policies. */
interface RoutePolicy {
  /** By which the policy finds its routes. */
  name: string;
  resilience: ReturnType<typeof resilienceOf>;
  headers: ReturnType<typeof headersOf>;
}

type ForwardingRule = CheckedRule & { forward: CheckedForward };

/** Requests of a rule that are treated alike. */
interface Treated {
  /** Tells their route from others of the rule. */
  end: string;
  /** One of these is met. */
  matches: RequestMatch[];
  policy: RoutePolicy;
}

/** Those of a rule that may be sent twice stand before the others where retries tell them apart. */
export function treatedAlike(rule: ForwardingRule, gateway: GatewayPlace): Treated[] {
  const { match, forward } = rule;
  const policyOf = (isIdempotent: boolean): RoutePolicy =>
    policyNamed(gateway, resilienceOf(forward, isIdempotent), headersOf(rule));
  const others = { end: "", matches: [match], policy: policyOf(isIdempotentMethod(match.method)) };
  if (forward.retries === undefined || match.method !== undefined) return [others];
  const idempotent = idempotentMethods.split("|").map((method) => ({ ...match, method }));
  return [{ end: "-idempotent", matches: idempotent, policy: policyOf(true) }, others];
}

/** The policy of routes that pass on what the other end decides: nothing is tried again on the way. */
export const passingPolicy = (gateway: GatewayPlace): RoutePolicy =>
  policyNamed(gateway, resilienceOf({ timeout: undefined, retries: undefined }, false), undefined);

/** Routes of a gateway for which the same is asked share a policy. */
const policyNamed = (
  { name, namespace, mesh }: GatewayPlace,
  resilience: RoutePolicy["resilience"],
  headers: RoutePolicy["headers"],
): RoutePolicy => ({
  name: hashedName(`${name}-policy`, [name, namespace, mesh.name, resilience, headers ?? null]),
  resilience,
  headers,
});

/** Labels of a RouteTable's route. */
export const policyLabels = ({ name }: RoutePolicy): { labels: Record<string, string> } => ({
  labels: { [policyLabel]: name },
});

/** The policies of all routes to and from an egress gateway, each once. */
export function exitPolicies({ gateway, passages }: Exit, plane: Plane): EmittedObject[] {
  const out = passages.flatMap(({ routes: [{ rules }] }) =>
    rules.flatMap((rule) =>
      rule.forward === undefined ? [] : treatedAlike(rule, gateway).map(({ policy }) => policy),
    ),
  );
  const once = new Map([passingPolicy(gateway), ...out].map((policy) => [policy.name, policy]));
  return [...once.values()].flatMap((policy) => policyObjects(policy, gateway, plane));
}

/** The policy as objects, in the namespace of the gateway. */
export function policyObjects(
  { name, resilience, headers }: RoutePolicy,
  gateway: GatewayPlace,
  { cluster }: Plane,
): EmittedObject[] {
  const place: Place = { owner: gateway.owner, cluster, namespace: gateway.namespace, name };
  const applyToRoutes = [{ route: { labels: { [policyLabel]: name } } }];
  return [
    emit(place, resilienceApi, "RetryTimeoutPolicy", { applyToRoutes, config: resilience }),
    ...(headers === undefined
      ? []
      : [emit(place, trafficApi, "HeaderManipulationPolicy", { applyToRoutes, config: headers })]),
  ];
}

/** Gloo Mesh leaves it to Istio, which tries twice again where nobody says how often. */
const noRetries = { attempts: 0 };

/** A condition of Envoy that Gloo Mesh does not take. */
const unknownCondition = "reset-before-request";

function resilienceOf({ timeout, retries }: Pick<CheckedForward, "timeout" | "retries">, isIdempotent: boolean) {
  return {
    requestTimeout: timeout,
    retries:
      retries === undefined
        ? noRetries
        : {
            attempts: retries.attempts,
            perTryTimeout: retries.perTryTimeout,
            retryOn: [
              ...retryConditions(retries, isIdempotent).filter((condition) => condition !== unknownCondition),
              ...retriedStatusCodes(retries),
            ].join(),
          },
  };
}

/** Gloo Mesh knows what to add and what to remove. */
function headersOf({ forward: { requestHeaders = {} }, responseHeaders = {} }: ForwardingRule) {
  const changes = {
    appendRequestHeaders: requestHeaders.add,
    removeRequestHeaders: requestHeaders.remove,
    appendResponseHeaders: responseHeaders.add,
    removeResponseHeaders: responseHeaders.remove,
  };
  return Object.values(changes).every((change) => change === undefined) ? undefined : changes;
}
