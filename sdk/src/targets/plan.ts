import { checkFabric } from "../fabric/check.js";
import type { CheckedFabric } from "../fabric/checked.js";
import { ProblemsError } from "../model/problem.js";
import { connectivity, type ConnectivityRow } from "../reach/connectivity.js";
import { crossings } from "../reach/crossings.js";
import { departures } from "../reach/departures.js";
import { openings } from "../reach/openings.js";
import { packetRows } from "../reach/packets/packet-rows.js";
import { rulesOf } from "./availability.js";
import type { Emitted } from "./emitted.js";
import { meshCertificates } from "./crossing/authorities.js";
import { namespaces } from "./crossing/namespaces.js";
import { meshTargets, vpcTargets } from "./registry.js";
import { sizeProblems } from "./size-problems.js";
import type { MeshTargets } from "./support/support-problems.js";
import { twinProblems } from "./twin-problems.js";

/** All that a Fabric becomes, before anything exists. */
export interface Plan extends Emitted {
  fabric: CheckedFabric;
  /** Who may reach what. */
  connectivity: Record<string, ConnectivityRow>;
}

/**
 * The plan of a Fabric: pure, so the same input gives the same plan byte for byte. `targets` defaults to those of this
 * release.
 *
 * @throws ProblemsError with every problem at once.
 */
export function planFabric(name: string, input: unknown, targets: MeshTargets = meshTargets): Plan {
  const { fabric, problems } = checkFabric(name, input, rulesOf(targets));
  if (problems !== undefined) throw new ProblemsError(problems);
  const kinds = [...new Set(fabric.meshes.map(({ target }) => target.kind))].sort();
  const emitted = kinds.map((kind) => targets[kind].expand(fabric));
  const serviceRoutes = fabric.routes.filter(({ mesh }) => targets[mesh.target.kind].makesConsumerServices);
  const vpcKinds = [...new Set(fabric.vpcSide.vpcs.map(({ target }) => target.kind))].sort();
  const objects = [
    ...namespaces(fabric.meshes, serviceRoutes),
    ...emitted.flatMap((part) => part.objects),
    ...vpcKinds.flatMap((kind) => vpcTargets[kind].expand(fabric.vpcSide)),
  ];
  const refused = [...twinProblems(objects), ...sizeProblems(objects)];
  if (refused.length > 0) throw new ProblemsError(refused);
  return {
    fabric: {
      ...fabric,
      notes: [...fabric.notes, ...kinds.flatMap((kind) => [...(targets[kind].notes?.(fabric) ?? [])])],
    },
    connectivity: connectivity(crossings(fabric), openings(fabric), departures(fabric), packetRows(fabric.vpcSide)),
    objects,
    certificates: [...meshCertificates(fabric.meshes), ...emitted.flatMap(({ certificates }) => certificates)],
  };
}
