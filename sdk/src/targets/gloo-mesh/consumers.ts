import type { CheckedRoute } from "../../fabric/checked.js";
import { consumerLabel } from "./names.js";
import type { Passage } from "./passages.js";

/** Istio's root namespace, in which a rule is for the proxies of every namespace. */
export const rootNamespace = "istio-system";

/** The namespaces from which a passage is called; none where it is called from everywhere. */
export function consumerNamespaces({ routes }: Pick<Passage, "routes">): string[] {
  const namespaces = routes.map(({ namespace }) => namespace);
  return namespaces.some((namespace) => namespace === undefined)
    ? []
    : [...new Set(namespaces.flatMap((namespace) => namespace ?? []))].sort();
}

/** Labels by which the workspaces of a passage's consumers import what is theirs. */
export const consumersOf = (passage: Pick<Passage, "routes">): Record<string, string> =>
  Object.assign({}, ...consumerNamespaces(passage).map(consumerLabel)) as Record<string, string>;

/** Where proxies of a Route's consumers look for rules: in their namespace, or in that of all. */
export const consumerNamespace = ({ namespace }: Pick<CheckedRoute, "namespace">): string => namespace ?? rootNamespace;
