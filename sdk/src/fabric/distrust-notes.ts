import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import { believeEachOther } from "./believe.js";
import { type CheckedMesh, findByName } from "./checked.js";
import { propertyPath, quoted } from "./path.js";
import { selectedGateways } from "./permission-problems.js";
import { mentionedExposes } from "./route-mentions.js";

type Spec = Required<FabricSpec>;

/** Whether two meshes, by name, have nothing to do with each other any more. */
type IsCut = (one: string, other: string) => boolean;

/** Each mesh that is distrusted, and everything declared that is cut by it; `meshes` are those of the declarations. */
export function* distrustNotes(spec: Spec, meshes: CheckedMesh[]): Iterable<Problem> {
  const distrusted = meshes.filter(({ trust }) => trust.distrusted);
  if (distrusted.length === 0) return;
  const isCut: IsCut = (one, other) => !believeEachOther(findByName(meshes, one), findByName(meshes, other));
  yield* distrusted.map(({ name }) => meshNote(name));
  yield* permissionNotes(spec, isCut);
  yield* routeNotes(spec, isCut);
}

const meshNote = (mesh: string): Problem => ({
  code: "mesh.distrusted",
  path: propertyPath("meshes", mesh, "trust", "distrusted"),
  message: `mesh ${quoted(mesh)} and all others do not believe each other: nothing crosses between them`,
  hint: "take distrusted away once its authorities and gateways are clean",
});

function* permissionNotes({ crossMeshPermissions, meshGateways }: Spec, isCut: IsCut): Iterable<Problem> {
  for (const [name, permission] of Object.entries(crossMeshPermissions)) {
    const gateways = selectedGateways(permission, meshGateways);
    for (const [index, { mesh = "*" }] of permission.from.entries()) {
      const closed = gateways.filter(([, gateway]) => mesh !== "*" && isCut(mesh, gateway.mesh));
      if (closed.length === 0) continue;
      yield {
        code: "mesh.distrusted",
        path: propertyPath("crossMeshPermissions", name, "from", index),
        message: `callers of mesh ${quoted(mesh)} count for nothing at ${closed.map(([gateway]) => quoted(gateway)).join(", ")}: the meshes do not believe each other`,
        hint: "nothing to do; it counts again when the mesh is trusted",
      };
    }
  }
}

function* routeNotes({ routes, exposes, meshGateways }: Spec, isCut: IsCut): Iterable<Problem> {
  for (const [name, route] of Object.entries(routes)) {
    for (const { expose, at } of mentionedExposes(route)) {
      const gateway = meshGateways[exposes[expose]?.gateway ?? ""];
      if (gateway === undefined || route.from.mesh === undefined) continue;
      if (!isCut(route.from.mesh, gateway.mesh)) continue;
      yield {
        code: "mesh.distrusted",
        path: propertyPath("routes", name, ...at),
        message: `the Route does not lead to ${quoted(expose)} any more: meshes ${quoted(route.from.mesh)} and ${quoted(gateway.mesh)} do not believe each other`,
        hint: "what remains takes its requests; where nothing remains for some of them, the whole Route is left out",
      };
    }
  }
}
