import { isOfVersion, type KumaTarget, KumaVersion } from "../version.js";
import { consumerHalf } from "./consumer/index.js";
import { crossMeshUses } from "./consumer/uses.js";
import { gatewayObjects } from "./gateway/index.js";
import { meshObjects } from "./mesh.js";
import { v2Notes } from "./notes.js";
import { v2Problems } from "./problems/index.js";
import { kumaV2Support } from "./support.js";

/** Kuma 2.14: its own cross-mesh gateways, with the permissions that they lack. */
export const v2: KumaTarget = {
  support: kumaV2Support,
  problems: v2Problems,
  notes: v2Notes,
  expand: (fabric) => {
    const isOwn = ({ target }: { target: (typeof fabric.meshes)[number]["target"] }): boolean =>
      isOfVersion(target, KumaVersion.V2);
    const consumers = consumerHalf(fabric);
    const uses = crossMeshUses(fabric);
    return {
      objects: [
        ...fabric.meshes.filter(isOwn).flatMap(meshObjects),
        ...fabric.gateways.filter(({ mesh }) => isOwn(mesh)).flatMap((gateway) => gatewayObjects(gateway, uses)),
        ...consumers.objects,
      ],
      certificates: consumers.certificates,
    };
  },
};
