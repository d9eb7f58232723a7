import type { CheckedMesh } from "../../../fabric/checked.js";
import { managed } from "../../crossing/metadata.js";
import type { KubeObject } from "../../emitted.js";
import { systemNamespaceOf } from "../version.js";

/** The API group and version of all that Kuma reads. */
export const apiVersion = "kuma.io/v1alpha1";

/** Labels of what belongs to a mesh; without `kuma.io/mesh` it would belong to the mesh `default`. */
export const meshLabels = ({ objectName }: Pick<CheckedMesh, "objectName">): Record<string, string> => ({
  ...managed,
  "kuma.io/mesh": objectName,
});

/** A policy of the system: only there may it speak of a MeshGateway, and of pods of any namespace. */
export const systemMetadata = (
  mesh: Pick<CheckedMesh, "objectName" | "target">,
  name: string,
  labels: Record<string, string> = {},
): KubeObject["metadata"] => ({
  name,
  namespace: systemNamespaceOf(mesh.target),
  labels: { ...meshLabels(mesh), ...labels },
});
