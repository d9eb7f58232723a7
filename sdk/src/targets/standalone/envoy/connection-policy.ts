import type { CheckedListener } from "../../../fabric/checked.js";
import { PermissionAction } from "../../../model/choices.js";
import { callerIdentity } from "./caller-identity.js";
import { extension, type Json } from "./json.js";

/**
 * The policy of a listener whose connections hold no requests: who may connect. Deny beats allow, and what nothing
 * allows is denied. It stands in the listener, so a change closes the connections that were let in before.
 */
export function connectionPolicy({ name, permissions }: CheckedListener): Json {
  const byAction = (action: PermissionAction): Json[] =>
    permissions
      .filter((permission) => permission.action === action)
      .flatMap((permission) => permission.callers.map((caller) => matcher(permission.name, action, caller)));
  return extension("envoy.filters.network.rbac", "envoy.extensions.filters.network.rbac.v3.RBAC", {
    stat_prefix: `tcp.${name}.`,
    matcher: {
      matcher_list: { matchers: [...byAction(PermissionAction.Deny), ...byAction(PermissionAction.Allow)] },
      on_no_match: { action: rbacAction("default-deny", "DENY") },
    },
  });
}

const matcher = (permission: string, action: PermissionAction, caller: Parameters<typeof callerIdentity>[0]): Json => ({
  predicate: {
    single_predicate: {
      input: extension("uri", "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput"),
      value_match: callerIdentity(caller),
    },
  },
  on_match: { action: rbacAction(permission, action === PermissionAction.Deny ? "DENY" : "ALLOW") },
});

const rbacAction = (name: string, action: "ALLOW" | "DENY"): Json =>
  extension("envoy.filters.rbac.action", "envoy.config.rbac.v3.Action", { name, action });
