import type { Problem } from "../../model/problem.js";
import { checkFabric } from "../check.js";
import { shopAndPayments } from "./fabrics.js";

/**
 * `shopAndPayments` with other values at some paths, such as `{ "meshes.shop.trustDomain": "SHOP" }`; undefined takes
 * a field away.
 */
export function fabricWith(changes: Record<string, unknown>): Record<string, unknown> {
  const fabric: Record<string, unknown> = shopAndPayments();
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let parent = fabric;
    for (const key of keys) parent = (parent[key] ??= {}) as Record<string, unknown>;
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return fabric;
}

export const problemsOf = (input: unknown): Problem[] => checkFabric("test", input).problems ?? [];

export const problemsWith = (changes: Record<string, unknown>): Problem[] => problemsOf(fabricWith(changes));

/** Where and what, which is all that most tests ask for: `["gateway.no-listener at meshGateways.edge.listeners"]`. */
export const foundWith = (changes: Record<string, unknown>): string[] =>
  problemsWith(changes).map(({ code, path }) => `${code} at ${path}`);
