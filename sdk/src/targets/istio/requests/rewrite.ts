import type { CheckedRewrite } from "../../../fabric/checked.js";
import type { Tree } from "../../emitted.js";
import { rewriteRule } from "../../standalone/envoy/path-rewrite.js";

/** A change of the path; Istio's own replacement of a prefix would make `//x` of `/a/x` where `/a` becomes `/`. */
export function pathRewrite(rewrite: CheckedRewrite | undefined): { rewrite?: Tree } {
  if (rewrite === undefined) return {};
  const { pattern: match, substitution } = rewriteRule(rewrite);
  return { rewrite: { uriRegexRewrite: { match, rewrite: substitution } } };
}
