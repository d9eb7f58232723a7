import type { PathMatch, RequestMatch, ValueMatch } from "../../../model/http-match.js";
import type { Tree } from "../../emitted.js";
import { quoted } from "../../standalone/envoy/policy/conditions.js";

/** A condition on a path; a prefix takes whole segments there too. */
export const pathMatch = ({ exact, prefix = "/", regex }: PathMatch = {}): Tree =>
  exact !== undefined
    ? { type: "Exact", value: exact }
    : regex !== undefined
      ? { type: "RegularExpression", value: regex }
      : { type: "PathPrefix", value: prefix };

/** All conditions of a rule of a Route. */
export const requestMatch = ({ method, path, headers = [], query = [] }: RequestMatch): Tree => ({
  path: pathMatch(path),
  method,
  headers: headers.length === 0 ? undefined : headers.map(valueMatch),
  queryParams: query.length === 0 ? undefined : query.map(valueMatch),
});

/** Gateway API compares the whole value, exactly or by expression, so a beginning is an expression. */
function valueMatch({ name, exact, prefix, regex, present }: ValueMatch): Tree {
  if (exact !== undefined) return { type: "Exact", name, value: exact };
  const value = present === undefined ? (regex ?? `${quoted(prefix ?? "")}.*`) : ".*";
  return { type: "RegularExpression", name, value };
}
