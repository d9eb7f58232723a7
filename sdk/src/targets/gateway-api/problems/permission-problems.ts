import { PermissionAction } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { longestExpression } from "../authorization/cel.js";
import { requestExpression } from "../authorization/rules.js";
import type { Spec } from "../../own.js";
import { isPortable, own } from "./own.js";

/** What is left of an expression for the caller. */
const longestRequest = longestExpression - 512;

/** Requests of a permission fit one expression of Envoy Gateway. */
export function* permissionProblems(spec: Spec): Iterable<Problem> {
  for (const { name, permission, gateways } of own.permissions(spec)) {
    if (gateways.every(([, { mesh }]) => isPortable(spec, mesh))) continue;
    const { action = PermissionAction.Allow, http = [] } = permission;
    for (const [index, match] of http.entries()) {
      const { length } = requestExpression({ ...match, path: match.path ?? {} }, action);
      if (length <= longestRequest) continue;
      yield {
        code: "gateway-api.permission-long",
        path: `crossMeshPermissions.${name}.http[${index}]`,
        message: `the request takes ${length} characters to describe, and Envoy Gateway has room for ${longestRequest}`,
        hint: "use fewer headers, or compare less of them",
      };
    }
  }
}
