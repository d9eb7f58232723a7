import type { CheckedGateway } from "../../../../fabric/checked.js";
import { extension, type Json } from "../../../standalone/envoy/json.js";
import { pathText, queryText, textFilter, writeTexts } from "../../../standalone/envoy/policy/matcher.js";
import { gatewayMatcher } from "./listener-policy.js";

/** The filters that hold a gateway's permissions, in the order in which requests pass them. */
export function policyFilters(gateway: CheckedGateway): Json[] {
  const parameters = gateway.listeners.flatMap(({ permissions }) =>
    permissions.flatMap(({ http }) => http.flatMap(({ query = [] }) => query.map(({ name }) => name))),
  );
  const texts = [pathText, ...[...new Set(parameters)].sort().map(queryText)];
  return [
    { name: textFilter, typed_config: writeTexts(texts) },
    extension("envoy.filters.http.rbac", "envoy.extensions.filters.http.rbac.v3.RBAC", {
      matcher: gatewayMatcher(gateway),
    }),
  ];
}
