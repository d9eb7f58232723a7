import { checkFabric } from "../fabric/check.js";
import type { CheckedFabric } from "../fabric/checked.js";
import { ProblemsError } from "../model/problem.js";
import { connectivity, type ConnectivityRow } from "../reach/connectivity.js";
import { crossings } from "../reach/crossings.js";
import { openings } from "../reach/openings.js";
import { packetRows } from "../reach/packets/packet-rows.js";
import { targetProblems, vpcTargetProblems } from "./availability.js";
import type { Emitted } from "./emitted.js";
import { meshTargets, vpcTargets } from "./registry.js";
import { sizeProblems } from "./size-problems.js";

/** All that a Fabric becomes, before anything exists. */
export interface Plan extends Emitted {
  fabric: CheckedFabric;
  /** Who may reach what. */
  connectivity: Record<string, ConnectivityRow>;
}

/**
 * The plan of a Fabric: pure, so the same input gives the same plan byte for byte.
 *
 * @throws ProblemsError with every problem at once.
 */
export function planFabric(name: string, input: unknown): Plan {
  const { fabric, problems } = checkFabric(name, input, targetProblems, vpcTargetProblems);
  if (problems !== undefined) throw new ProblemsError(problems);
  const kinds = [...new Set(fabric.meshes.map(({ target }) => target.kind))].sort();
  const emitted = kinds.flatMap((kind) => meshTargets[kind]?.expand(fabric) ?? []);
  const vpcKinds = [...new Set(fabric.vpcSide.vpcs.map(({ target }) => target.kind))].sort();
  const objects = [
    ...emitted.flatMap((part) => part.objects),
    ...vpcKinds.flatMap((kind) => vpcTargets[kind].expand(fabric.vpcSide)),
  ];
  const tooLarge = [...sizeProblems(objects)];
  if (tooLarge.length > 0) throw new ProblemsError(tooLarge);
  return {
    fabric,
    connectivity: connectivity(crossings(fabric), openings(fabric), packetRows(fabric.vpcSide)),
    objects,
    certificates: emitted.flatMap(({ certificates }) => certificates),
  };
}
