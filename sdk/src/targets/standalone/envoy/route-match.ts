import type { PathMatch, RequestMatch, ValueMatch } from "../../../model/http-match.js";
import type { Json } from "./json.js";

/** Envoy's own segment-wise prefix; it does not take `/`. */
export const routeMatch = ({ exact, prefix = "/", regex }: PathMatch = {}): { [field: string]: Json } =>
  exact !== undefined
    ? { path: exact }
    : regex !== undefined
      ? { safe_regex: { regex } }
      : prefix === "/"
        ? { prefix }
        : { path_separated_prefix: prefix };

/** All conditions of a rule; `more` are conditions on headers besides. */
export function requestMatch({ method, path, headers = [], query = [] }: RequestMatch, more: Json[] = []): Json {
  const onHeaders = [
    ...(method === undefined ? [] : [{ name: ":method", string_match: { exact: method } }]),
    ...headers.map(valueMatch),
    ...more,
  ];
  return {
    ...routeMatch(path),
    ...(onHeaders.length > 0 && { headers: onHeaders }),
    ...(query.length > 0 && { query_parameters: query.map(valueMatch) }),
  };
}

/** Every value begins with nothing, which Envoy does not take as a prefix. */
const valueMatch = ({ name, exact, prefix, regex, present }: ValueMatch): Json =>
  present !== undefined || prefix === ""
    ? { name, present_match: present ?? true }
    : {
        name,
        string_match:
          exact !== undefined ? { exact } : prefix !== undefined ? { prefix } : { safe_regex: { regex: regex ?? "" } },
      };
