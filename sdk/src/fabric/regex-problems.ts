import type { FabricSpec } from "../model/fabric.js";
import type { RequestMatch } from "../model/http-match.js";
import type { Problem } from "../model/problem.js";
import { regexRefusal } from "../model/regex.js";

/** Regular expressions are RE2, since that is what gateways compare with. */
export function* regexProblems({ crossMeshPermissions, exposes, routes }: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, { http = [] }] of Object.entries(crossMeshPermissions))
    for (const [index, match] of http.entries()) yield* ofMatch(`crossMeshPermissions.${name}.http[${index}]`, match);
  for (const [name, { path }] of Object.entries(exposes)) yield* ofRegex(`exposes.${name}.path`, path?.regex);
  for (const [name, { rules = [] }] of Object.entries(routes))
    for (const [index, { match }] of rules.entries()) yield* ofMatch(`routes.${name}.rules[${index}].match`, match);
}

function* ofMatch(at: string, { path, headers = [], query = [] }: RequestMatch = {}): Iterable<Problem> {
  yield* ofRegex(`${at}.path`, path?.regex);
  for (const [index, { regex }] of headers.entries()) yield* ofRegex(`${at}.headers[${index}]`, regex);
  for (const [index, { regex }] of query.entries()) yield* ofRegex(`${at}.query[${index}]`, regex);
}

function* ofRegex(at: string, regex: string | undefined): Iterable<Problem> {
  const refusal = regex === undefined ? undefined : regexRefusal(regex);
  if (refusal === undefined) return;
  yield {
    code: "regex.invalid",
    path: `${at}.regex`,
    message: `"${regex}" is no regular expression that a gateway can use: ${refusal}`,
    hint: "write it in the syntax of RE2 (github.com/google/re2/wiki/Syntax), without lookaround and back references; it always matches the whole value",
  };
}
