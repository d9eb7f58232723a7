import { meshNamespace } from "../../../fabric/defaults.js";
import { objectName } from "../../../fabric/object-name.js";
import type { Problem } from "../../../model/problem.js";
import { impliedEgressName } from "../../crossing/egress.js";
import { clusterOf, type Own, type Spec } from "../../own.js";

/** The egress gateway that a mesh has by itself needs its name, which no gateway of any target may have there. */
export function* nameProblems(spec: Spec, own: Own): Iterable<Problem> {
  for (const [mesh] of own.meshes(spec)) {
    const implied = impliedEgressName({ objectName: objectName(mesh) });
    const place = JSON.stringify([clusterOf(spec, mesh), meshNamespace(spec, mesh)]);
    for (const [name, gateway] of Object.entries(spec.meshGateways)) {
      const namespace = gateway.namespace ?? meshNamespace(spec, gateway.mesh);
      if (objectName(name) !== implied || JSON.stringify([clusterOf(spec, gateway.mesh), namespace]) !== place)
        continue;
      yield {
        code: "target.name-taken",
        path: `meshGateways.${name}`,
        message: `"${implied}" is the name of the egress gateway that mesh "${mesh}" has by itself`,
        hint: "choose another name",
      };
    }
  }
}
