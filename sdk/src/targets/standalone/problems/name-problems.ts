import { objectName } from "../../../fabric/object-name.js";
import type { Problem } from "../../../model/problem.js";
import { impliedEgressName } from "../egress.js";
import { clusterOf, meshNamespace, ownGateways, ownMeshes, type Spec } from "./own.js";

/** What is derived from a name, `NAME-egress-certificates` at the longest, still fits a label. */
const longest = 40;

/** Names that objects of the cluster can be called after. */
export function* nameProblems(spec: Spec): Iterable<Problem> {
  yield* lengthProblems("meshes", ownMeshes(spec));
  yield* lengthProblems("meshGateways", ownGateways(spec));
  yield* impliedNameProblems(spec);
}

/** A dash before each capital makes a name longer. */
function* lengthProblems(kind: string, declarations: [string, unknown][]): Iterable<Problem> {
  for (const [name] of declarations) {
    const { length } = objectName(name);
    if (length <= longest) continue;
    yield {
      code: "target.name-long",
      path: `${kind}.${name}`,
      message: `"${name}" becomes "${objectName(name)}" in the cluster, which has ${length} characters where ${longest} fit`,
      hint: "choose a shorter name",
    };
  }
}

/** The egress gateway that a mesh has by itself needs its name. */
function* impliedNameProblems(spec: Spec): Iterable<Problem> {
  for (const [mesh] of ownMeshes(spec)) {
    const implied = impliedEgressName({ objectName: objectName(mesh) });
    const place = JSON.stringify([clusterOf(spec, mesh), meshNamespace(spec, mesh)]);
    for (const [name, gateway] of ownGateways(spec)) {
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
