import type { CheckedCluster, CheckedForward, CheckedRoute, CheckedRule } from "../../../fabric/checked.js";
import type { EgressDoor } from "../../crossing/egress.js";
import { consumerHostnames } from "../../crossing/consumer-names.js";
import { forwardUpstreams, mirrorUpstream } from "../upstreams.js";
import { headerChanges } from "./header-changes.js";
import { type Json, typed } from "./json.js";
import { regexRewrite } from "./path-rewrite.js";
import { redirectAction } from "./redirect.js";
import { idempotentMethods, isIdempotentMethod } from "../../crossing/retry-conditions.js";
import { retryPolicy } from "./retry-policy.js";
import { requestMatch } from "./route-match.js";
import { streamFields } from "./streams.js";

/** The file with the route table of a door's port. */
export const doorRoutesFile = ({ name }: EgressDoor, port: number): string => `rds-${name}-${port}.json`;

/** By which hostname consumers reach which gateway. */
export const doorRoutes = (door: EgressDoor, port: number, routes: CheckedRoute[], cluster: CheckedCluster): Json =>
  typed("envoy.config.route.v3.RouteConfiguration", {
    name: doorRoutesFile(door, port),
    virtual_hosts: routes.map((route) => ({
      name: route.name,
      domains: consumerHostnames(route, cluster).flatMap((hostname) => [hostname, `${hostname}:${port}`]),
      routes: route.rules.flatMap((rule) => ruleRoutes(route, rule)),
    })),
  });

/** A rule's requests; those that may be sent twice stand before the others where retries tell them apart. */
function ruleRoutes(route: CheckedRoute, rule: CheckedRule): Json[] {
  const { match, forward, redirect, responseHeaders } = rule;
  const { name } = route;
  if (redirect !== undefined) {
    const redirected = { redirect: redirectAction(redirect, route.port), ...headerChanges(undefined, responseHeaders) };
    return [{ name, match: requestMatch(match), ...redirected }];
  }
  const headers = headerChanges(forward.requestHeaders, responseHeaders);
  const to = (isIdempotent: boolean): Json => forwardAction(route, forward, isIdempotent);
  const others = { name, match: requestMatch(match), route: to(isIdempotentMethod(match.method)), ...headers };
  if (forward.retries === undefined || match.method !== undefined) return [others];
  const idempotent = { name: ":method", string_match: { safe_regex: { regex: idempotentMethods } } };
  return [{ name, match: requestMatch(match, [idempotent]), route: to(true), ...headers }, others];
}

function forwardAction(route: CheckedRoute, forward: CheckedForward, isIdempotent: boolean): Json {
  const { rewrite, mirror, timeout } = forward;
  const upstreams = forwardUpstreams(route, forward);
  const clusters = upstreams.map(({ upstream, weight }) => ({ name: upstream.name, weight }));
  const copies = mirrorUpstream(route, forward);
  return {
    ...(clusters.length === 1 ? { cluster: clusters[0]?.name ?? "" } : { weighted_clusters: { clusters } }),
    // the Host of the gateway that is chosen in the end
    auto_host_rewrite: true,
    timeout: timeout ?? "0s",
    ...streamFields(
      upstreams.flatMap(({ upstream }) => upstream.ends.map(({ protocol }) => protocol)),
      timeout,
    ),
    ...regexRewrite(rewrite),
    ...retryPolicy(forward, isIdempotent),
    ...(copies !== undefined && {
      request_mirror_policies: [
        {
          cluster: copies.name,
          runtime_fraction: { default_value: { numerator: mirror?.percent ?? 100 } },
          host_rewrite_literal: copies.ends[0].serverName ?? "",
          disable_shadow_host_suffix_append: true,
        },
      ],
    }),
  };
}
