import { gatewaySelector } from "../crossing/metadata.js";
import type { KubeObject, Tree } from "../emitted.js";
import { security } from "./api.js";
import { type GatewayPlace, metadataOf } from "../crossing/place.js";

/** Rules of one AuthorizationPolicy, by its CRD. */
export const mostRules = 512;

/** Bytes of the rules of one policy, well below what an object holds. */
const mostBytes = 500_000;

/** What a policy does with calls that fit one of its rules. */
type PolicyAction = "ALLOW" | "DENY";

const authorizationPolicy = (
  place: GatewayPlace,
  part: string | undefined,
  action: PolicyAction,
  rules: Tree[] | undefined,
): KubeObject => ({
  apiVersion: security,
  kind: "AuthorizationPolicy",
  metadata: metadataOf(place, part),
  spec: { selector: { matchLabels: gatewaySelector(place.name) }, action, rules },
});

/** Nobody may do anything at a gateway that no other policy allows. */
export const defaultDeny = (place: GatewayPlace): KubeObject =>
  authorizationPolicy(place, undefined, "ALLOW", undefined);

/** Rules for a gateway's pods, in as few policies as hold them; none where there are no rules. */
export const policiesOf = (place: GatewayPlace, part: string, action: PolicyAction, rules: Tree[]): KubeObject[] =>
  policySized(rules).map((some, index) =>
    authorizationPolicy(place, index === 0 ? part : `${part}.${index}`, action, some),
  );

function policySized(rules: Tree[]): Tree[][] {
  const policies: { rules: Tree[]; bytes: number }[] = [];
  for (const rule of rules) {
    const bytes = JSON.stringify(rule).length;
    const last = policies.at(-1);
    if (last === undefined || last.rules.length === mostRules || last.bytes + bytes > mostBytes)
      policies.push({ rules: [rule], bytes });
    else {
      last.rules.push(rule);
      last.bytes += bytes;
    }
  }
  return policies.map((policy) => policy.rules);
}
