import type { CheckedListener } from "../../../fabric/checked.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { apis } from "../api.js";
import { type ListenerEntry, listenerHolders, listenerReference } from "../listeners.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";

const securityPolicy = (place: GatewayPlace, part: string, targetRefs: Tree[], authorization: Tree): KubeObject => ({
  apiVersion: apis.envoy,
  kind: "SecurityPolicy",
  metadata: metadataOf(place, part),
  spec: { targetRefs, authorization },
});

/** What the name of the policy that follows adds to its Gateway's; no Expose may be called that. */
export const denialPart = "default-deny";

/** Nobody may do anything at a Gateway, unless a policy of a Route or listener says so. */
export const defaultDeny = (place: GatewayPlace, listeners: ListenerEntry[]): KubeObject =>
  securityPolicy(place, denialPart, listenerHolders(place, listeners), { defaultAction: "Deny" });

/** A listener that outsiders call: everybody may, or those of its source ranges. */
export const openListener = (
  place: GatewayPlace,
  listeners: ListenerEntry[],
  entry: string,
  { sourceRanges }: CheckedListener,
): KubeObject =>
  securityPolicy(
    place,
    `${entry}.open`,
    [listenerReference(place, listeners, entry)],
    sourceAuthorization(sourceRanges),
  );

const sourceAuthorization = (sourceRanges: string[] | undefined): Tree =>
  sourceRanges === undefined
    ? { defaultAction: "Allow" }
    : {
        defaultAction: "Deny",
        rules: [{ name: "source-ranges", action: "Allow", principal: { clientCIDRs: sourceRanges } }],
      };

/** What a Route's callers may do; it takes the place of the Gateway's policy. */
export const routePolicy = (place: GatewayPlace, route: Tree, part: string, rules: Tree[]): KubeObject =>
  securityPolicy(place, part, [route], { defaultAction: "Deny", rules: rules.length === 0 ? undefined : rules });
