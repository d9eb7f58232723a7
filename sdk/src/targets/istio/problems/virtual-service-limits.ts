import { propertyPath } from "../../../fabric/path.js";
import type { RequestMatch, ValueMatch } from "../../../model/http-match.js";
import type { Retries } from "../../../model/route-rule.js";

/** Istio takes a number for a status code only where Go has a text for it. */
const retriable = [500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511];

/** Status codes that a VirtualService cannot retry for. */
export function* unnamedStatusCodes(
  at: PropertyKey[],
  { statusCodes = [] }: Partial<Retries> = {},
): Iterable<{ path: string; status: number }> {
  for (const [index, status] of statusCodes.entries())
    if (!retriable.includes(status)) yield { path: propertyPath(...at, "retries", "statusCodes", index), status };
}

/**
 * Conditions that a VirtualService has no room for: it has headers that are there, headers that are not, and parameters,
 * each by name.
 */
export function* repeatedConditions(
  at: PropertyKey[],
  { headers = [], query = [] }: RequestMatch = {},
): Iterable<{ path: string; name: string }> {
  yield* repeated([...at, "headers"], headers, ({ name, present }) => `${present === false} ${name.toLowerCase()}`);
  yield* repeated([...at, "query"], query, ({ name }) => name);
}

function* repeated(
  at: PropertyKey[],
  matches: ValueMatch[],
  keyOf: (match: ValueMatch) => string,
): Iterable<{ path: string; name: string }> {
  const known = new Set<string>();
  for (const [index, match] of matches.entries()) {
    const key = keyOf(match);
    if (known.has(key)) yield { path: propertyPath(...at, index, "name"), name: match.name };
    known.add(key);
  }
}
