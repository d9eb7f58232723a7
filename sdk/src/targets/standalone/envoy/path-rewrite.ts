import type { CheckedRewrite } from "../../../fabric/checked.js";
import type { Json } from "./json.js";

/**
 * A change of the path as a field of a route; the query stays. By expression, since Envoy's replacement of a prefix
 * would make `//x` of `/a/x` where `/a` becomes `/`, and `/bx` of `/x` where `/` becomes `/b`.
 */
export const regexRewrite = (rewrite: CheckedRewrite | undefined): { [field: string]: Json } => {
  if (rewrite === undefined) return {};
  const { pattern, substitution } = rewriteRule(rewrite);
  return { regex_rewrite: { pattern: { regex: pattern }, substitution } };
};

/** What is found (RE2) and what is put in its place, where a backslash would begin a reference. */
export function rewriteRule({ path, from, to }: CheckedRewrite): { pattern: string; substitution: string } {
  if (path !== undefined) return { pattern: "^/.*", substitution: plain(path) };
  if (from === "/") return { pattern: "^/", substitution: to === "/" ? "/" : `${plain(to)}/` };
  return { pattern: to === "/" ? `^${literal(from)}/?` : `^${literal(from)}`, substitution: plain(to) };
}

const plain = (text: string): string => text.replaceAll("\\", "\\\\");

const literal = (text: string): string => text.replace(/[^A-Za-z0-9/_~-]/g, "\\$&");
