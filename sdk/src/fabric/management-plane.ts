import { MeshTargetKind } from "../model/choices.js";
import type { Mesh } from "../model/mesh.js";

/** Where Gloo Mesh's management plane lives that names no namespace. */
export const defaultManagementNamespace = "gloo-mesh";

/**
 * The management plane of a mesh, as text that is equal for meshes of one plane: the cluster and namespace of Gloo Mesh.
 * Undefined for a mesh that has none.
 */
export function managementPlane({ target, cluster }: Pick<Mesh, "target" | "cluster">): string | undefined {
  if (target.kind !== MeshTargetKind.GlooMesh) return undefined;
  return JSON.stringify([
    target.managementCluster ?? cluster ?? null,
    target.systemNamespace ?? defaultManagementNamespace,
  ]);
}

/** Whether two meshes are one to their control plane, so that calls of the one may leave by a gateway of the other. */
export function sharePlane(
  one: Pick<Mesh, "target" | "cluster"> | undefined,
  other: Pick<Mesh, "target" | "cluster"> | undefined,
): boolean {
  const plane = one === undefined ? undefined : managementPlane(one);
  return plane !== undefined && other !== undefined && plane === managementPlane(other);
}
