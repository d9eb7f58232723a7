import { PermissionAction } from "../../../model/choices.js";
import type { HttpMatch, PathMatch, ValueMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import { isWrittenInManyWays } from "../../../reach/path-readings.js";
import { pathProblems } from "../../standalone/problems/path-problems.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

/** What an AuthorizationPolicy would read in another way than it is meant. */
export function* permissionProblems(spec: Spec): Iterable<Problem> {
  for (const { name, permission } of own.permissions(spec)) {
    const isDenied = permission.action === PermissionAction.Deny;
    for (const [index, match] of (permission.http ?? []).entries())
      yield* matchProblems(`crossMeshPermissions.${name}.http[${index}]`, match, isDenied);
  }
  for (const [name, { path, rewrite }] of own.exposes(spec)) {
    yield* wildcardProblems(`exposes.${name}.path`, path);
    yield* pathProblems(`exposes.${name}.path`, path);
    yield* pathProblems(`exposes.${name}.rewrite`, rewrite);
  }
}

function* matchProblems(at: string, { path, headers = [] }: HttpMatch, isDenied: boolean): Iterable<Problem> {
  yield* wildcardProblems(`${at}.path`, path);
  if (isDenied && path !== undefined && path.regex === undefined && isWrittenInManyWays(path)) {
    yield {
      code: "istio.deny-path",
      path: `${at}.path`,
      message: `"${path.exact ?? path.prefix}" can be written in several ways, of which a policy of Istio would deny one`,
      hint: "deny a path of letters, digits and - . _ ~ only, or one further up",
    };
  }
  for (const [index, match] of headers.entries()) yield* headerProblems(`${at}.headers[${index}]`, match, isDenied);
}

/** A `*` at the end would stand for anything. */
function* wildcardProblems(at: string, { exact, prefix }: PathMatch = {}): Iterable<Problem> {
  for (const [field, path] of Object.entries({ exact, prefix })) {
    if (path?.endsWith("*") !== true) continue;
    yield {
      code: "istio.path-wildcard",
      path: `${at}.${field}`,
      message: `policies of Istio take the * at the end of "${path}" for anything`,
      hint: "choose a path that ends otherwise",
    };
  }
}

function* headerProblems(at: string, { exact, name }: ValueMatch, isDenied: boolean): Iterable<Problem> {
  if (exact === undefined) return;
  if (isDenied) {
    yield {
      code: "istio.deny-header",
      path: `${at}.exact`,
      message: `header "${name}" may come in a list of values, in which a policy of Istio would not find the one to deny`,
      hint: "deny by present, or allow what may come instead",
    };
    return;
  }
  const reading = misreadAs(name, exact);
  if (reading === undefined) return;
  yield {
    code: "istio.header-value",
    path: `${at}.exact`,
    message: `policies of Istio ${reading}`,
    hint: "choose another value",
  };
}

/** What a policy would make of a header's value; undefined is the value. */
function misreadAs(name: string, exact: string): string | undefined {
  if (exact === "") return `cannot ask for a header "${name}" that is empty`;
  if (exact.startsWith("*") || exact.endsWith("*")) return `take a * at the start or end of "${exact}" for anything`;
  return exact.startsWith("[") && exact.endsWith("]")
    ? `take "${exact}" for an entry of a list, which no header is`
    : undefined;
}
