import type { RequestMatch, ValueMatch } from "../../../model/http-match.js";
import type { Tree } from "../../emitted.js";
import { routePaths, type StringMatch } from "./path.js";

type Fields = { [field: string]: Tree };

/** A condition on requests as VirtualService has it, one of these; `more` holds for each. */
export function requestMatches({ method, path, headers = [], query = [] }: RequestMatch, more: Fields): Fields[] {
  const there = headers.filter(({ present }) => present !== false);
  const absent = headers.filter(({ present }) => present === false);
  return routePaths(path).map((uri) => ({
    ...more,
    ...uri,
    ...(method !== undefined && { method: { exact: method } }),
    ...(there.length > 0 && { headers: byName(there, (name) => name.toLowerCase()) }),
    ...(absent.length > 0 && { withoutHeaders: byName(absent, (name) => name.toLowerCase()) }),
    ...(query.length > 0 && { queryParams: byName(query, (name) => name) }),
  }));
}

const byName = (matches: ValueMatch[], keyOf: (name: string) => string): Record<string, StringMatch> =>
  Object.fromEntries(matches.map((match) => [keyOf(match.name), textMatch(match)]));

/** Every value begins with nothing, which Istio takes for no condition at all; so it only has to be there. */
const textMatch = ({ exact, prefix, regex }: ValueMatch): StringMatch =>
  exact !== undefined ? { exact } : regex !== undefined ? { regex } : prefix ? { prefix } : {};
