import { PermissionAction } from "../../../model/choices.js";
import type { HttpMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import { isWrittenInManyWays } from "../../../reach/path-readings.js";
import type { Spec } from "../../own.js";
import { aliasTrustDomains, believed, type Calling, unboundTrustDomains } from "../../istio/problems/trust-domains.js";
import { pathProblems } from "../../standalone/problems/path-problems.js";
import { exitMesh, own } from "./own.js";

/** Policies of Istio compare text, in which a star at an end, or one in braces, stands for more. */
export function* permissionProblems(spec: Spec): Iterable<Problem> {
  yield* trustDomainProblems(spec);
  for (const { name, permission } of own.permissions(spec)) {
    for (const [index, match] of (permission.http ?? []).entries()) {
      const at = `crossMeshPermissions.${name}.http[${index}]`;
      yield* matchProblems(at, match);
      if (permission.action === PermissionAction.Deny) yield* denyProblems(at, match);
    }
  }
  for (const [name, { path, rewrite }] of own.exposes(spec)) {
    yield* pathProblems(`exposes.${name}.path`, path);
    yield* pathProblems(`exposes.${name}.rewrite`, rewrite);
    yield* textProblems(`exposes.${name}.path`, path);
  }
}

/** Istio keeps all authorities in one bag, so that each has to be bound to its trust domain by itself. */
function* trustDomainProblems(spec: Spec): Iterable<Problem> {
  const calling = believed(spec, own);
  for (const { mesh, trustDomain, path } of aliasTrustDomains(spec, [...calling, ...passing(spec)]))
    yield {
      code: "gloo.trust-domain-alias",
      path,
      message: `policies of Istio take "${trustDomain}" for the trust domain of their own mesh, so callers of mesh "${mesh}" would be taken for its own`,
      hint: "give the mesh a trust domain of its own",
    };
  for (const { mesh, trustDomain, path } of unboundTrustDomains(spec, calling))
    yield {
      code: "gloo.trust-domain",
      path,
      message: `a gateway of Istio would believe what the root of mesh "${mesh}" says of other trust domains, since "${trustDomain}" fits no name constraint`,
      hint: "write it as a DNS name, or use gateways of target standalone",
    };
}

/** Consumers, at the gateways of the mesh by which their calls leave. */
const passing = (spec: Spec): Calling[] =>
  own.routes(spec).flatMap(([, route]) => {
    const { mesh } = route.from;
    const home = exitMesh(spec, route);
    return mesh === undefined || home === undefined ? [] : { mesh, home };
  });

function* matchProblems(at: string, { path, headers = [] }: HttpMatch): Iterable<Problem> {
  yield* textProblems(`${at}.path`, path);
  for (const [index, header] of headers.entries()) {
    yield* textProblems(`${at}.headers[${index}]`, header);
    if (header.exact === "")
      yield {
        code: "gloo.permission-empty",
        path: `${at}.headers[${index}].exact`,
        message: "policies of Istio compare with no empty value",
        hint: "choose another header, or a prefix",
      };
    if (/^\[.*\]$/.test(header.exact ?? ""))
      yield {
        code: "gloo.permission-list",
        path: `${at}.headers[${index}].exact`,
        message: `policies of Istio take "${header.exact}" for an entry of a list, which no header is`,
        hint: "choose another value",
      };
  }
}

/** What can be written in several ways is denied in one of them only. */
function* denyProblems(at: string, { path, headers = [] }: HttpMatch): Iterable<Problem> {
  if (path !== undefined && path.regex === undefined && isWrittenInManyWays(path))
    yield {
      code: "gloo.deny-path",
      path: `${at}.path`,
      message: `"${path.exact ?? path.prefix}" can be written in several ways, of which a policy of Istio would deny one`,
      hint: "deny a path of letters, digits and - . _ ~ only, or one further up",
    };
  for (const [index, { name, exact }] of headers.entries()) {
    if (exact === undefined) continue;
    yield {
      code: "gloo.deny-header",
      path: `${at}.headers[${index}].exact`,
      message: `header "${name}" may come in a list of values, in which a policy of Istio would not find the one to deny`,
      hint: "deny by present, or allow what may come instead",
    };
  }
}

function* textProblems(at: string, texts: { exact?: string; prefix?: string } | undefined): Iterable<Problem> {
  for (const field of ["exact", "prefix"] as const) {
    const value = texts?.[field];
    if (value === undefined || !/^\*|\*$|\{\*/.test(value)) continue;
    yield {
      code: "gloo.permission-wildcard",
      path: `${at}.${field}`,
      message: `"${value}" has a star where a policy of Istio takes it for any text`,
      hint: "choose a value without it, or use target standalone",
    };
  }
}
