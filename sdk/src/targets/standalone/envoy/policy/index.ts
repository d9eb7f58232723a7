import type { CheckedListener } from "../../../../fabric/checked.js";
import { PermissionAction } from "../../../../model/choices.js";
import type { Crossing } from "../../../../reach/crossings.js";
import { anyToken, plainToken } from "../../../../reach/token.js";
import { extension, type Json, typed } from "../json.js";
import { ruleTree } from "./compile.js";
import {
  act,
  allOf,
  anyOf,
  callText,
  fits,
  headerInput,
  inOrder,
  not,
  type OnMatch,
  pathText,
  queryText,
  requestText,
  textFilter,
  textInput,
  writeTexts,
} from "./matcher.js";
import { checkTokens, tokenFilters } from "./token-filter.js";

const filterName = "envoy.filters.http.rbac";

/** The filters of a listener: nothing passes unless the route has a policy of its own. */
export const policyFilters = (listener: CheckedListener): Json[] => [
  { name: textFilter, typed_config: writeTexts([]) },
  ...tokenFilters(listener),
  extension(filterName, "envoy.extensions.filters.http.rbac.v3.RBAC", { rules: { action: "ALLOW", policies: {} } }),
];

/**
 * The policy of one route: what its crossings allow and deny. It stands in the route table, which every request reads
 * anew, so a change reaches open connections at their next request and closes none.
 */
export function routePolicy(crossings: Crossing[]): { [filter: string]: Json } {
  const matcher = policyMatcher(crossings);
  return {
    ...(readsTokens(crossings) && checkTokens()),
    [textFilter]: writeTexts(textsOf(matcher, crossings)),
    [filterName]: typed("envoy.extensions.filters.http.rbac.v3.RBACPerRoute", {
      rbac: { track_per_rule_stats: true, matcher },
    }),
  };
}

const defaultDeny = act("default-deny", PermissionAction.Deny);

/**
 * The call of one service account: a certificate with two names reads `A,B`, and its call fits nothing. Only behind
 * this may rules be found by how a call begins.
 */
const oneCaller = fits(textInput(callText), "spiffe://[a-z0-9._-]+/ns/[a-z0-9-]+/sa/[a-z0-9.-]+ [!-~]+ /[!-~]*/\\n");

const authorization = headerInput("Authorization");

/** Deny rules first, then those that allow; what none matches is denied. */
export function policyMatcher(crossings: Crossing[]): Json {
  const treeOf = (wanted: PermissionAction, next?: OnMatch): OnMatch | undefined => {
    const rules = crossings.filter(({ action }) => action === wanted);
    return rules.length === 0 ? next : ruleTree(rules, next);
  };
  const tree = treeOf(PermissionAction.Deny, treeOf(PermissionAction.Allow));
  if (tree === undefined) return { on_no_match: defaultDeny };
  const guard = readsTokens(crossings) ? allOf([oneCaller, oneToken]) : oneCaller;
  return inOrder([[guard, tree]], defaultDeny).matcher;
}

const readsTokens = (crossings: Crossing[]): boolean => crossings.some(({ request }) => request.jwt !== undefined);

/** Where tokens are read, the service sees the same one or none: `isUnclearToken` in reach/ says the same. */
const oneToken = anyOf(fits(authorization, plainToken), not(fits(authorization, anyToken)));

/** The texts that a policy reads. */
function textsOf(matcher: Json, crossings: Crossing[]) {
  const parameters = crossings.flatMap(({ request }) => request.query ?? []).map(({ name }) => name);
  const texts = [callText, requestText, pathText, ...[...new Set(parameters)].sort().map(queryText)];
  const written = JSON.stringify(matcher);
  return texts.filter(({ key }) => written.includes(JSON.stringify(key)));
}
