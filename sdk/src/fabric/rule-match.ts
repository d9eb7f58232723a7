import type { PathMatch, RequestMatch, ValueMatch } from "../model/http-match.js";

/** Whether a rule's conditions hold for every request. */
export const takesEverything = (match: RequestMatch): boolean => takesAllOf(match, {});

/**
 * Whether every request that fits `later` fits `earlier` too, as far as can be told without taking regular expressions
 * apart: never true where it is not so.
 */
export const takesAllOf = (earlier: RequestMatch, later: RequestMatch): boolean =>
  (earlier.method === undefined || earlier.method === later.method) &&
  pathTakesAllOf(earlier.path, later.path) &&
  valuesTakeAllOf(earlier.headers, later.headers, (name) => name.toLowerCase()) &&
  valuesTakeAllOf(earlier.query, later.query, (name) => name);

/** Whether a whole path fits a condition, other than one by regular expression. */
export const pathFits = ({ exact, prefix = "/", regex }: PathMatch, path: string): boolean =>
  regex === undefined &&
  (exact === undefined ? prefix === "/" || path === prefix || path.startsWith(`${prefix}/`) : path === exact);

function pathTakesAllOf(earlier: PathMatch | undefined, later: PathMatch | undefined): boolean {
  if (earlier === undefined || earlier.prefix === "/") return true;
  if (earlier.regex !== undefined) return earlier.regex === later?.regex;
  if (later === undefined || later.regex !== undefined) return false;
  return later.exact === undefined
    ? earlier.exact === undefined && pathFits(earlier, later.prefix ?? "/")
    : pathFits(earlier, later.exact);
}

/** All of the earlier conditions are among the later ones. */
const valuesTakeAllOf = (
  earlier: ValueMatch[] = [],
  later: ValueMatch[] = [],
  nameOf: (name: string) => string,
): boolean => {
  const keyOf = ({ name, exact, prefix, regex, present }: ValueMatch): string =>
    JSON.stringify([nameOf(name), exact ?? null, prefix ?? null, regex ?? null, present ?? null]);
  const keys = new Set(later.map(keyOf));
  return earlier.every((value) => keys.has(keyOf(value)));
};
