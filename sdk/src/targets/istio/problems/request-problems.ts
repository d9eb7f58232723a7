import { propertyPath } from "../../../fabric/path.js";
import type { HeaderChanges } from "../../../model/header-changes.js";
import type { RequestMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import type { Retries } from "../../../model/route-rule.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";
import { repeatedConditions, unnamedStatusCodes } from "./virtual-service-limits.js";

/** What a VirtualService cannot say of requests. */
export function* requestProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { requestHeaders, responseHeaders }] of own.exposes(spec))
    yield* changeProblems(["exposes", name], { requestHeaders, responseHeaders });
  for (const [name, { requestHeaders, responseHeaders, retries, rules = [] }] of own.routes(spec)) {
    yield* changeProblems(["routes", name], { requestHeaders, responseHeaders });
    yield* retryProblems(["routes", name], retries);
    for (const [index, rule] of rules.entries()) {
      const at = ["routes", name, "rules", index];
      yield* changeProblems(at, { requestHeaders: rule.requestHeaders, responseHeaders: rule.responseHeaders });
      yield* conditionProblems([...at, "match"], rule.match);
      yield* retryProblems(at, rule.retries);
    }
  }
}

function* retryProblems(at: PropertyKey[], retries: Partial<Retries> | undefined): Iterable<Problem> {
  for (const { path, status } of unnamedStatusCodes(at, retries))
    yield {
      code: "istio.retry-status",
      path,
      message: `Istio knows no status code ${status}, and refuses to retry for it`,
      hint: "name a registered one, 500-508, 510 or 511",
    };
}

/** Envoy adds no header without a value unless it is told to keep it, which Istio does not say. */
function* changeProblems(
  at: PropertyKey[],
  declared: Record<"requestHeaders" | "responseHeaders", HeaderChanges | undefined>,
): Iterable<Problem> {
  for (const [field, changes] of Object.entries(declared)) {
    for (const kind of ["set", "add"] as const) {
      for (const [header, value] of Object.entries(changes?.[kind] ?? {})) {
        if (value !== "") continue;
        yield {
          code: "istio.header-empty",
          path: propertyPath(...at, field, kind, header),
          message: `a proxy of Istio adds no header "${header}" without a value`,
          hint: "give it a value, or leave it out",
        };
      }
    }
  }
}

/** Conditions are by name, so there is one for each. */
function* conditionProblems(at: PropertyKey[], match: RequestMatch = {}): Iterable<Problem> {
  for (const { path, name } of repeatedConditions(at, match))
    yield {
      code: "istio.condition-repeated",
      path,
      message: `a VirtualService has one condition for each name, and this is the second on "${name}"`,
      hint: "say it in one condition, such as one by regex",
    };
  for (const [index, { name, present }] of (match.query ?? []).entries()) {
    if (present !== false) continue;
    yield {
      code: "istio.query-absent",
      path: propertyPath(...at, "query", index, "present"),
      message: `a VirtualService cannot ask that parameter "${name}" is not there`,
      hint: "put a rule for requests that have it in front",
    };
  }
}
