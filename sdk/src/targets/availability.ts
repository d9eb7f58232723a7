import type { FabricSpec } from "../model/fabric.js";
import type { CheckedVpcSide } from "../fabric/vpcs/checked.js";
import type { Problem } from "../model/problem.js";
import { meshTargets, vpcTargets } from "./registry.js";
import { unavailable } from "./target.js";

/** What the targets of VPCs cannot do, once addresses are resolved. */
export function* vpcTargetProblems(side: CheckedVpcSide): Iterable<Problem> {
  for (const target of Object.values(vpcTargets)) yield* target.problems(side);
}

/** What no target of this release realises yet, and what each target refuses for itself. */
export function* targetProblems(spec: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, { target }] of Object.entries(spec.meshes)) {
    if (meshTargets[target.kind] !== undefined) continue;
    yield unavailable(
      `meshes.${name}.target.kind`,
      `target "${target.kind}" for meshes`,
      `use ${Object.keys(meshTargets).join(" or ")}`,
    );
  }
  for (const name of Object.keys(spec.externalGateways)) {
    yield unavailable(`externalGateways.${name}`, "external gateways", "leave it out until their release");
  }
  for (const target of Object.values(meshTargets)) yield* target.problems(spec);
  for (const target of Object.values(vpcTargets)) yield* target.declarationProblems?.(spec) ?? [];
}
