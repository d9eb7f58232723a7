import type { Rule } from "../fabric/check.js";
import type { RequestMatch } from "../model/http-match.js";
import type { Problem } from "../model/problem.js";

/**
 * The gateways of every target are Envoys, which read texts as bytes. An expression with a character of more than one
 * makes Envoy refuse the whole table that it stands in, and go on by the permissions from before.
 */
export const byteRegexProblems: Rule = function* ({ crossMeshPermissions, exposes, routes }) {
  for (const [name, { http = [] }] of Object.entries(crossMeshPermissions))
    for (const [index, match] of http.entries())
      yield* matchProblems(`crossMeshPermissions.${name}.http[${index}]`, match);
  for (const [name, { path }] of Object.entries(exposes)) yield* matchProblems(`exposes.${name}`, { path });
  for (const [name, { rules = [] }] of Object.entries(routes))
    for (const [index, { match }] of rules.entries())
      yield* matchProblems(`routes.${name}.rules[${index}].match`, match);
};

function* matchProblems(
  at: string,
  {
    path,
    headers = [],
    query = [],
  }: Pick<RequestMatch, "headers" | "query"> & { path?: { regex?: string } | undefined } = {},
): Iterable<Problem> {
  yield* regexProblems(`${at}.path`, path?.regex);
  for (const [index, { regex }] of headers.entries()) yield* regexProblems(`${at}.headers[${index}]`, regex);
  for (const [index, { regex }] of query.entries()) yield* regexProblems(`${at}.query[${index}]`, regex);
}

function* regexProblems(at: string, regex = ""): Iterable<Problem> {
  const escape = /\\(?:x\{0*[1-9A-Fa-f][0-9A-Fa-f]{2,}\}|[4-7][0-7]{2})/.exec(unquoted(regex))?.[0];
  if (escape === undefined) return;
  yield {
    code: "regex.invalid",
    path: `${at}.regex`,
    message: `"${regex}" is no regular expression that a gateway can use: "${escape}" is no single byte`,
    hint: "write the bytes of its UTF-8 as they are compared, or an expression of ASCII",
  };
}

/** Without quotations and escaped backslashes, behind which nothing is an escape. */
const unquoted = (regex: string): string => regex.replace(/\\Q.*?(?:\\E|$)|\\\\/g, "");
