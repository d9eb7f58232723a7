import { listenerOf } from "../../../fabric/expose-problems.js";
import { PermissionAction } from "../../../model/choices.js";
import type { HttpMatch, PathMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import { pathOverlap } from "../../../reach/path-overlap.js";
import { longestExpression } from "../authorization/cel.js";
import { requestExpression } from "../authorization/rules.js";
import type { OwnPermission, Spec } from "../../own.js";
import { isPortable, own } from "./own.js";

/** What is left of an expression for the caller, whose identity has 577 characters at most. */
const longestRequest = longestExpression - 640;

/** Requests of a permission, at each Expose that it is for, fit one expression of Envoy Gateway. */
export function* permissionProblems(spec: Spec): Iterable<Problem> {
  for (const declared of own.permissions(spec)) {
    const { name, permission, gateways } = declared;
    if (gateways.every(([, { mesh }]) => isPortable(spec, mesh))) continue;
    const paths = exposedPaths(declared, spec);
    const { action = PermissionAction.Allow, http } = permission;
    for (const [index, match] of (http ?? [{}]).entries()) {
      const length = Math.max(...requests(match, paths).map((request) => requestExpression(request, action).length));
      if (length <= longestRequest) continue;
      yield {
        code: "gateway-api.permission-long",
        path: `crossMeshPermissions.${name}${http === undefined ? "" : `.http[${index}]`}`,
        message: `the request takes ${length} characters to describe, and Envoy Gateway has room for ${longestRequest}`,
        hint: "use fewer headers, or compare less of them or of the Expose's path",
      };
    }
  }
}

/** A rule asks for what a permission and an Expose have in common. */
const requests = (match: HttpMatch, exposed: PathMatch[]): (HttpMatch & { path: PathMatch })[] =>
  [match.path ?? {}, ...exposed.flatMap((path) => pathOverlap(match.path, path) ?? [])].map((path) => ({
    ...match,
    path,
  }));

/** The paths of the Exposes that a permission is for. */
const exposedPaths = ({ permission, gateways }: OwnPermission, spec: Spec): PathMatch[] =>
  own.exposes(spec).flatMap(([name, expose]) => {
    const gateway = gateways.find(([selected]) => selected === expose.gateway)?.[1];
    if (gateway === undefined || expose.path === undefined) return [];
    const isFor =
      (permission.expose ?? name) === name &&
      (permission.listener === undefined || permission.listener === listenerOf(expose, gateway));
    return isFor ? [expose.path] : [];
  });
