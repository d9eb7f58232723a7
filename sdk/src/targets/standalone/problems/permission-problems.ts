import type { HttpMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import { type Own, type Spec } from "../../own.js";
import { pathProblems } from "./path-problems.js";

/** Permissions speak of requests as they are when policy sees them. */
export function* permissionProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const { name, permission } of own.permissions(spec)) {
    const at = `crossMeshPermissions.${name}`;
    for (const [index, match] of (permission.http ?? []).entries()) yield* matchProblems(`${at}.http[${index}]`, match);
  }
}

/** Headers that a gateway writes itself, or that say how a connection is read. */
const unreadable =
  /^(?:host|connection|keep-alive|proxy-connection|te|transfer-encoding|upgrade|content-length|x-forwarded-.*|x-envoy-.*|x-request-id)$/i;

/** Of one request that a permission speaks of. */
export function* matchProblems(at: string, { path, headers = [], query = [] }: HttpMatch): Iterable<Problem> {
  yield* pathProblems(`${at}.path`, path);
  for (const [index, { name }] of headers.entries()) {
    if (!name.includes("_") && !unreadable.test(name)) continue;
    yield {
      code: "target.header-unreadable",
      path: `${at}.headers[${index}].name`,
      message: name.includes("_")
        ? `a gateway refuses requests with header "${name}", since servers take its _ for -`
        : `header "${name}" is no longer the caller's when policy reads it`,
      hint: "choose another header",
    };
  }
  for (const [index, { name }] of query.entries()) {
    if (!/[%+&#]/.test(name)) continue;
    yield {
      code: "target.parameter-unreadable",
      path: `${at}.query[${index}].name`,
      message: `policy compares names of parameters as they are sent, so "${name}" could be written in several ways`,
      hint: "choose a parameter whose name has no %, +, & and #",
    };
  }
}
