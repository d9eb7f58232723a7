import type { PathMatch } from "../model/http-match.js";
import { covers } from "./path-overlap.js";

/**
 * An escape that servers take for the character itself, and a gateway does not: of what may stand in a path as it is
 * (RFC 3986 3.3), or in lower case. A regular expression for RE2 and JavaScript alike.
 */
export const unclearEscape = "%(?:2[146-9ABC]|3[ABD]|40|[0-9A-F]?[a-f])";

/** Whether the paths of a condition can be written in other ways than the one that it is compared with. */
export const isWrittenInManyWays = ({ exact, prefix = "/", regex }: PathMatch): boolean =>
  regex !== undefined || /[!$&'()*+,;=:@%]/.test(exact ?? prefix);

/** What all paths of a condition begin with that can be written in one way alone. */
export function certainStart({ exact, prefix = "/", regex }: PathMatch): string {
  if (regex === undefined) return /^[A-Za-z0-9._~/-]*/.exec(exact ?? prefix)?.[0] ?? "";
  return regex.includes("|") ? "" : (/^(?:[A-Za-z0-9_~/-](?![*?{]))*/.exec(regex)?.[0] ?? "");
}

/** Whether a path is, or may be to the service, what a condition of a deny rule takes. */
export const mayCover = (match: PathMatch, path: string): boolean =>
  covers(match, path) ||
  (isWrittenInManyWays(match) && path.startsWith(certainStart(match)) && new RegExp(unclearEscape).test(path));
