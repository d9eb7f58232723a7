import type { EmittedObject } from "../emitted.js";

/** Kuma's webhooks refuse whatever is of a mesh that is not there. */
export function afterMeshes(objects: EmittedObject[]): EmittedObject[] {
  const key = (cluster: string | undefined, mesh: string): string => JSON.stringify([cluster, mesh]);
  const meshes = new Map(
    objects.flatMap(({ cluster, object }) =>
      object.kind === "Mesh" ? [[key(cluster, object.metadata.name), object]] : [],
    ),
  );
  return objects.map((emitted) => {
    const { cluster, object } = emitted;
    const name = object.metadata.labels?.["kuma.io/mesh"];
    const mesh = name === undefined ? undefined : meshes.get(key(cluster, name));
    return mesh === undefined ? emitted : { ...emitted, needs: mesh };
  });
}
