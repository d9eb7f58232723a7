import type { CheckedExpose } from "../../../fabric/checked.js";
import type { PathMatch } from "../../../model/http-match.js";

/** The Exposes behind a listener whose paths lie within a path, and are not all of it. They ask for themselves. */
export function pathsWithin(exposes: CheckedExpose[]): (path: PathMatch) => PathMatch[] {
  const within = new Map<string, PathMatch[]>();
  for (const { path = {} } of exposes)
    for (const prefix of prefixesOf(path)) {
      const known = within.get(prefix);
      if (known === undefined) within.set(prefix, [path]);
      else known.push(path);
    }
  return ({ exact, prefix = "/" }) => (exact === undefined ? (within.get(prefix) ?? []) : []);
}

/** Every prefix that takes all of a path and more. */
function prefixesOf({ exact, prefix = "/" }: PathMatch): string[] {
  const path = exact ?? prefix;
  const shorter = [...path.matchAll(/\//g)].flatMap(({ index }) => (index === 0 ? [] : [path.slice(0, index)]));
  const own = exact === undefined ? [] : [exact];
  return [...new Set(path === "/" ? own : ["/", ...shorter, ...own])];
}
