import type { MeshTarget } from "../target.js";
import { afterMeshes } from "./after-meshes.js";
import { versionProblems } from "./problems/version-problems.js";
import { KumaVersion } from "./version.js";
import { v2 } from "./v2/index.js";
import { v3 } from "./v3/index.js";

const versions = [v2, v3];

/** Kuma: 2.14 by its own cross-mesh gateways, 3.0, which has none any more, by ours. */
export const kuma: MeshTarget = {
  supports: { [KumaVersion.V2]: v2.support, [KumaVersion.V3]: v3.support },
  makesConsumerServices: false,
  *problems(spec) {
    yield* versionProblems(spec);
    for (const { problems } of versions) yield* problems(spec);
  },
  *notes(fabric) {
    for (const { notes } of versions) yield* notes(fabric);
  },
  expand: (fabric) => {
    const parts = versions.map(({ expand }) => expand(fabric));
    return {
      objects: afterMeshes(parts.flatMap(({ objects }) => objects)),
      certificates: parts.flatMap(({ certificates }) => certificates),
    };
  },
};
