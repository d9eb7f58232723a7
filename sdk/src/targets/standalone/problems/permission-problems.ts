import { PermissionAction } from "../../../model/cross-mesh-permission.js";
import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { later } from "./later.js";
import { isOwnGateway, type Spec } from "./own.js";
import { pathProblems } from "./path-problems.js";

/** Permissions allow callers of meshes, by method and path. */
export function* permissionProblems(spec: Spec): Iterable<Problem> {
  for (const [name, permission] of Object.entries(spec.crossMeshPermissions)) {
    const at = `crossMeshPermissions.${name}`;
    if (permission.gatewayTags !== undefined)
      yield unavailable(`${at}.gatewayTags`, "permissions by gateway tags", "name the gateway");
    if (!isOwnGateway(spec, permission.gateway)) continue;
    if (permission.action === PermissionAction.Deny) {
      const hint = "leave it out: what no permission allows is denied";
      yield unavailable(`${at}.action`, "deny on target standalone", hint);
    }
    for (const [index, { externalGateway }] of permission.from.entries()) {
      if (externalGateway !== undefined)
        yield unavailable(`${at}.from[${index}].externalGateway`, "external gateways as callers", later);
    }
    for (const [index, { path, headers, query, jwt }] of (permission.http ?? []).entries()) {
      for (const [field, value] of Object.entries({ "path.regex": path?.regex, headers, query, jwt })) {
        if (value !== undefined)
          yield unavailable(`${at}.http[${index}].${field}`, `permissions by ${field} on target standalone`, later);
      }
      yield* pathProblems(`${at}.http[${index}].path`, path);
    }
  }
}
