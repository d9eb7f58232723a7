import { propertyPath } from "../../../fabric/path.js";
import { defaultRoutePort } from "../../../fabric/route-problems.js";
import type { HeaderChanges } from "../../../model/header-changes.js";
import type { RequestMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import type { Redirect } from "../../../model/redirect.js";
import type { Retries } from "../../../model/route-rule.js";
import { repeatedConditions, unnamedStatusCodes } from "../../istio/problems/virtual-service-limits.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

/** What a RouteTable and its policies lose of requests on the way into a VirtualService. */
export function* requestProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { port, requestHeaders, responseHeaders, retries, rules = [] }] of own.routes(spec)) {
    yield* additionProblems(["routes", name], { requestHeaders, responseHeaders });
    yield* retryProblems(["routes", name], retries);
    for (const [index, { match = {}, redirect, retries, requestHeaders, responseHeaders }] of rules.entries()) {
      const at = ["routes", name, "rules", index];
      yield* additionProblems(at, { requestHeaders, responseHeaders });
      yield* conditionProblems([...at, "match"], match);
      yield* redirectProblems([...at, "redirect"], redirect, port);
      yield* retryProblems(at, retries);
    }
  }
}

function* retryProblems(at: PropertyKey[], retries: Partial<Retries> | undefined): Iterable<Problem> {
  for (const { path, status } of unnamedStatusCodes(at, retries))
    yield {
      code: "gloo.retry-status",
      path,
      message: `Gloo Mesh knows no status code ${status}, and refuses to retry for it`,
      hint: "name a registered one, 500-508, 510 or 511",
    };
}

/**
 * Envoy adds no header without a value unless it is told to keep it, which neither Gloo Mesh nor Istio says. To Envoy a
 * `%` begins a variable, such as one of the proxy's environment, and one that begins none makes it refuse all routes of
 * a port. Whether Gloo Mesh writes it as a character is not public.
 */
function* additionProblems(
  at: PropertyKey[],
  changed: Record<"requestHeaders" | "responseHeaders", HeaderChanges | undefined>,
): Iterable<Problem> {
  for (const [field, changes] of Object.entries(changed))
    for (const [header, value] of Object.entries(changes?.add ?? {})) {
      const path = propertyPath(...at, field, "add", header);
      if (value === "")
        yield {
          code: "gloo.header-empty",
          path,
          message: `a proxy of Istio adds no header "${header}" without a value`,
          hint: "give it a value, or leave it out",
        };
      if (value.includes("%"))
        yield {
          code: "gloo.header-variable",
          path,
          message: `a % in header "${header}" would begin a variable of the proxy that adds it`,
          hint: "encode the value without %, or add the header where the call comes from",
        };
    }
}

function* conditionProblems(at: PropertyKey[], match: RequestMatch): Iterable<Problem> {
  for (const { path, name } of repeatedConditions(at, match))
    yield {
      code: "gloo.condition-repeated",
      path,
      message: `Gloo Mesh makes a VirtualService, with one condition for each name, and this is the second on "${name}"`,
      hint: "say it in one condition, such as one by regex",
    };
}

/** Where a redirect names another host and no port, Envoy sends callers to that of the scheme. */
function* redirectProblems(
  at: PropertyKey[],
  { hostname }: Redirect = {},
  port: number = defaultRoutePort,
): Iterable<Problem> {
  if (hostname === undefined || port === 80) return;
  yield {
    code: "target.unsupported",
    path: propertyPath(...at, "hostname"),
    message: `a redirect of Gloo Mesh names no port, so callers of port ${port} would go to port 80 of "${hostname}"`,
    hint: "let the Route be called on port 80, or leave hostname out",
  };
}
