import type { CheckedCaller } from "../../../fabric/checked.js";
import type { HttpMatch, PathMatch } from "../../../model/http-match.js";
import type { Crossing } from "../../../reach/crossings.js";
import { callerIdentity } from "./caller-identity.js";
import { extension, type Json, typed } from "./json.js";

const filterName = "envoy.filters.http.rbac";

/** The filter of a listener: nothing passes unless the route has a policy of its own. */
export const denyEverything = (): Json =>
  extension(filterName, "envoy.extensions.filters.http.rbac.v3.RBAC", { rules: { action: "ALLOW", policies: {} } });

/**
 * The policy of one route: what its crossings allow. It stands in the route table, which every request reads anew, so
 * a change reaches open connections at their next request and closes none.
 */
export const routePolicy = (crossings: Crossing[]): { [filter: string]: Json } => ({
  [filterName]: typed("envoy.extensions.filters.http.rbac.v3.RBACPerRoute", {
    rbac: {
      matcher: {
        ...(crossings.length > 0 && { matcher_list: { matchers: crossings.map(allow) } }),
        on_no_match: { action: action("default-deny", "DENY") },
      },
    },
  }),
});

const allow = ({ permission, caller, request }: Crossing): Json => ({
  predicate: allOf([identity(caller), ...method(request), ...path(request.path)]),
  on_match: { action: action(permission, "ALLOW") },
});

const action = (name: string, verdict: "ALLOW" | "DENY"): Json =>
  extension("envoy.filters.rbac.action", "envoy.config.rbac.v3.Action", { name, action: verdict });

const identity = (caller: CheckedCaller): Json => uriIs(callerIdentity(caller));

const uriIs = (value: Json): Json =>
  single(extension("uri", "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput"), value);

const method = ({ method: name }: HttpMatch): Json[] =>
  name === undefined ? [] : [single(header(":method"), { exact: name })];

/** `:path` has the query at its end, and a prefix ends on a segment. */
function path({ exact, prefix }: PathMatch): Json[] {
  const whole = exact ?? prefix ?? "/";
  if (exact === undefined && whole === "/") return [];
  const ends: Json[] = [
    { exact: whole },
    { prefix: `${whole}?` },
    ...(exact === undefined ? [{ prefix: `${whole}/` }] : []),
  ];
  return [{ or_matcher: { predicate: ends.map((end) => single(header(":path"), end)) } }];
}

const header = (name: string): Json =>
  extension(name.slice(1), "envoy.type.matcher.v3.HttpRequestHeaderMatchInput", { header_name: name });

const single = (input: Json, value: Json): Json => ({ single_predicate: { input, value_match: value } });

/** Envoy refuses a conjunction of one. */
const allOf = (predicates: [Json, ...Json[]]): Json =>
  predicates.length === 1 ? predicates[0] : { and_matcher: { predicate: predicates } };
