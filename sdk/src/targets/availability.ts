import type { TargetRules } from "../fabric/check.js";
import type { FabricSpec } from "../model/fabric.js";
import type { CheckedVpcSide } from "../fabric/vpcs/checked.js";
import type { Problem } from "../model/problem.js";
import { meshTargets, vpcTargets } from "./registry.js";
import { type MeshTargets, supportNotes, supportProblems } from "./support/support-problems.js";
import { unavailable } from "./target.js";

/** All that some targets say of a Fabric. */
export const rulesOf = (targets: MeshTargets): TargetRules => ({
  problems: (spec) => targetProblems(spec, targets),
  vpcProblems: vpcTargetProblems,
  notes: (spec) => supportNotes(spec, targets),
});

/** All that the targets of this release say of a Fabric. */
export const targetRules = rulesOf(meshTargets);

/** What the targets of VPCs cannot do, once addresses are resolved. */
function* vpcTargetProblems(side: CheckedVpcSide): Iterable<Problem> {
  for (const target of Object.values(vpcTargets)) yield* target.problems(side);
}

/** What no target of this release realises yet, and what each target refuses for itself. */
function* targetProblems(spec: Required<FabricSpec>, targets: MeshTargets): Iterable<Problem> {
  const called = new Set(Object.values(spec.routes).flatMap(({ to }) => to.externalGateway ?? []));
  for (const name of Object.keys(spec.externalGateways)) {
    if (called.has(name)) continue;
    yield unavailable(
      `externalGateways.${name}`,
      "external gateways that no Route leads to",
      "leave it out until their release",
    );
  }
  yield* supportProblems(spec, targets);
  for (const kind of new Set(Object.values(spec.meshes).map(({ target }) => target.kind)))
    yield* targets[kind].problems(spec);
  for (const target of Object.values(vpcTargets)) yield* target.declarationProblems?.(spec) ?? [];
}
