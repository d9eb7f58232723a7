import type { CheckedFabric, CheckedMesh } from "../../../fabric/checked.js";
import type { Emitted } from "../../emitted.js";
import { isOfVersion, type KumaTarget, KumaVersion } from "../version.js";
import { consumerHalf } from "./consumer/index.js";
import { crossMeshUses } from "./consumer/uses.js";
import { gatewayObjects } from "./gateway/index.js";
import { meshObjects } from "./mesh.js";
import { notes } from "./notes.js";
import { problems } from "./problems/index.js";
import { support } from "./support.js";

/** Kuma 2.14: its own cross-mesh gateways, with the permissions that they lack. */
export const v2: KumaTarget = { support, problems, notes, expand };

function expand(fabric: CheckedFabric): Emitted {
  const isMine = ({ target }: CheckedMesh): boolean => isOfVersion(target, KumaVersion.V2);
  const uses = crossMeshUses(fabric);
  const consumers = consumerHalf(fabric);
  return {
    objects: [
      ...fabric.meshes.filter(isMine).flatMap(meshObjects),
      ...fabric.gateways.filter(({ mesh }) => isMine(mesh)).flatMap((gateway) => gatewayObjects(gateway, uses)),
      ...consumers.objects,
    ],
    certificates: consumers.certificates,
  };
}
