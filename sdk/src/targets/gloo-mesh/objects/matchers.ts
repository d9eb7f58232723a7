import type { PathMatch, RequestMatch, ValueMatch } from "../../../model/http-match.js";
import { escaped, matchAnything } from "./regex-text.js";

/** Requests as a RouteTable tells them apart; conditions of one matcher all hold, and one matcher is enough. */
export function matchersOf({ method, path, headers = [], query = [] }: RequestMatch) {
  const rest = {
    method,
    headers: headers.length === 0 ? undefined : headers.map(headerMatcher),
    queryParameters: query.length === 0 ? undefined : query.map(queryMatcher),
  };
  return pathMatchers(path).map((uri) => ({ uri, ...rest }));
}

/** A prefix takes whole segments, and Gloo Mesh's is one of text: so it is the path itself, and what lies below it. */
function pathMatchers({ exact, prefix = "/", regex }: PathMatch = {}): { [kind: string]: string }[] {
  if (regex !== undefined) return [{ regex }];
  if (exact !== undefined) return [{ exact }];
  return prefix === "/" ? [{ prefix }] : [{ exact: prefix }, { prefix: `${prefix}/` }];
}

function headerMatcher({ name, exact, prefix, regex, present }: ValueMatch) {
  if (exact === "" || regex === "") return { name, ...empty };
  if (exact !== undefined) return { name, value: exact };
  if (prefix !== undefined) return { name, value: `${escaped(prefix)}${matchAnything}`, regex: true };
  if (regex !== undefined) return { name, value: regex, regex: true };
  return present === false ? { name, invertMatch: true } : { name };
}

const queryMatcher = ({ name, exact, regex = "" }: ValueMatch) => {
  if (exact === "" || (exact === undefined && regex === "")) return { name, ...empty };
  return exact === undefined ? { name, value: regex, regex: true } : { name, value: exact };
};

/** No value at all is any value to Gloo Mesh. */
const empty = { value: "^$", regex: true };
