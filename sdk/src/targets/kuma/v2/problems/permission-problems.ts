import type { Caller, CrossMeshPermissionSpec } from "../../../../model/cross-mesh-permission.js";
import { PermissionAction } from "../../../../model/choices.js";
import type { Problem } from "../../../../model/problem.js";
import { matchProblems } from "../../../standalone/problems/permission-problems.js";
import type { Spec } from "../../../own.js";
import { controlPlaneOf } from "../../own.js";
import { KumaVersion } from "../../version.js";
import { own } from "./own.js";
import { whoCouldServe } from "./who-could-serve.js";

/** Callers are data planes of the same Kuma, and requests are as they are when policy sees them. */
export function* permissionProblems(spec: Spec): Iterable<Problem> {
  for (const { name, permission, gateways } of own.permissions(spec)) {
    for (const [index, match] of (permission.http ?? []).entries())
      yield* matchProblems(`crossMeshPermissions.${name}.http[${index}]`, match);
    yield* callerProblems(name, permission, gateways[0], spec);
  }
}

function* callerProblems(
  name: string,
  { action, from }: CrossMeshPermissionSpec,
  [gateway, { mesh: called }]: [string, { mesh: string }],
  spec: Spec,
): Iterable<Problem> {
  // who cannot call is denied anyway
  if (action === PermissionAction.Deny) return;
  for (const [index, { mesh }] of from.entries()) {
    const stranger = callersOf(mesh, spec).find(
      (caller) => !own.isMesh(spec, caller) || controlPlaneOf(spec, caller) !== controlPlaneOf(spec, called),
    );
    if (stranger === undefined) continue;
    yield {
      code: "kuma.stranger",
      path: `crossMeshPermissions.${name}.from[${index}].mesh`,
      message: `gateway "${gateway}" is one of Kuma ${KumaVersion.V2}, which only data planes of the same Kuma can call, and mesh "${stranger}" is not there`,
      hint: mesh === "*" ? `name the meshes that may call, or ${whoCouldServe(called)}` : whoCouldServe(called),
    };
  }
}

const callersOf = (mesh: Caller["mesh"], { meshes }: Spec): string[] =>
  mesh === "*" ? Object.keys(meshes) : mesh === undefined || meshes[mesh] === undefined ? [] : [mesh];
