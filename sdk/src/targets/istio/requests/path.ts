import type { PathMatch } from "../../../model/http-match.js";

/** A path as AuthorizationPolicy compares it, where a `*` at the end stands for anything; empty is every path. */
export function policyPaths({ exact, prefix = "/" }: PathMatch): string[] {
  if (exact !== undefined) return [exact];
  return prefix === "/" ? [] : [prefix, `${prefix}/*`];
}

/** A path as VirtualService compares it: one of these. Its own prefix would take `/ab` for `/a`. */
export function routePaths({ exact, prefix = "/", regex }: PathMatch = {}): { uri?: StringMatch }[] {
  if (exact !== undefined) return [{ uri: { exact } }];
  if (regex !== undefined) return [{ uri: { regex } }];
  return prefix === "/" ? [{}] : [{ uri: { exact: prefix } }, { uri: { prefix: `${prefix}/` } }];
}

/** How VirtualService compares a text. Without a field it is there, whatever it is. */
export interface StringMatch {
  exact?: string;
  prefix?: string;
  regex?: string;
  [field: string]: string | undefined;
}
