import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";

/** A trust domain names one root of trust, so no two meshes share one (SPIFFE-ID 2.1). */
export function* trustDomainProblems({ meshes }: Required<FabricSpec>): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const [name, { trustDomain }] of Object.entries(meshes)) {
    const owner = owners.get(trustDomain);
    if (owner === undefined) {
      owners.set(trustDomain, name);
      continue;
    }
    yield {
      code: "mesh.trust-domain-taken",
      path: `meshes.${name}.trustDomain`,
      message: `trust domain "${trustDomain}" belongs to mesh "${owner}" already`,
      hint: "give each mesh a trust domain of its own, or declare one mesh where there is one root",
    };
  }
}
