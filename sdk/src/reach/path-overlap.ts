import type { PathMatch } from "../model/http-match.js";
import { fitsRegex } from "../model/regex.js";

const everything: PathMatch = { prefix: "/" };

/**
 * The requests that fit both conditions, as one condition; undefined where there are none. A regular expression is not
 * taken apart: it stays as it is, which never says less than is reached.
 */
export function pathOverlap(a: PathMatch = everything, b: PathMatch = everything): PathMatch | undefined {
  if (a.regex !== undefined) return a;
  if (b.regex !== undefined) return b;
  if (includes(a, b)) return b;
  return includes(b, a) ? a : undefined;
}

/** Whether every request that fits `inner` fits `outer`. Of a regular expression only the plain case is known. */
export function includes(outer: PathMatch, inner: PathMatch): boolean {
  if (outer.regex !== undefined) return outer.regex === inner.regex;
  if (inner.regex !== undefined) return outer.exact === undefined && (outer.prefix ?? "/") === "/";
  if (inner.exact !== undefined) return covers(outer, inner.exact);
  return outer.exact === undefined && covers(outer, inner.prefix ?? "/");
}

/** Whether a condition takes a path: a prefix takes whole segments, a regular expression all of it. */
export function covers({ exact, prefix = "/", regex }: PathMatch, path: string): boolean {
  if (regex !== undefined) return fitsRegex(regex, path);
  if (exact !== undefined) return path === exact;
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

/** A condition as a person writes it: `/charges` for the whole path, `/charges/**` for it and all below it. */
export function describePath({ exact, prefix, regex }: PathMatch): string {
  if (exact !== undefined) return exact;
  if (regex !== undefined) return `~${regex}`;
  return prefix === undefined || prefix === "/" ? "/**" : `${prefix}/**`;
}
