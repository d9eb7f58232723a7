import type { Problem } from "../../model/problem.js";
import { checkFabric } from "../check.js";
import { shopAndPayments } from "./fabrics.js";
import { withValues } from "./with-values.js";

/**
 * `shopAndPayments` with other values at some paths, such as `{ "meshes.shop.trustDomain": "SHOP" }`; undefined takes
 * a field away.
 */
export const fabricWith = (changes: Record<string, unknown>): Record<string, unknown> =>
  withValues(shopAndPayments(), changes);

export const problemsOf = (input: unknown): Problem[] => checkFabric("test", input).problems ?? [];

export const problemsWith = (changes: Record<string, unknown>): Problem[] => problemsOf(fabricWith(changes));

/** Where and what, which is all that most tests ask for: `["gateway.no-listener at meshGateways.edge.listeners"]`. */
export const foundWith = (changes: Record<string, unknown>): string[] =>
  problemsWith(changes).map(({ code, path }) => `${code} at ${path}`);
