import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import { objectName } from "./object-name.js";

const kinds = ["meshes", "meshGateways", "routes", "exposes", "crossMeshPermissions"] as const;

/** Objects are named after declarations in lower case, so two names of a kind must still differ there. */
export function* nameProblems(spec: Required<FabricSpec>): Iterable<Problem> {
  for (const kind of kinds) {
    const owners = new Map<string, string>();
    for (const name of Object.keys(spec[kind])) {
      const derived = objectName(name);
      const owner = owners.get(derived);
      if (owner === undefined) {
        owners.set(derived, name);
        continue;
      }
      yield {
        code: "name.taken",
        path: `${kind}.${name}`,
        message: `"${name}" and "${owner}" both become "${derived}" in the cluster`,
        hint: "rename one of them",
      };
    }
  }
}
