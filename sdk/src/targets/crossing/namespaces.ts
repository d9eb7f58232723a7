import type { CheckedMesh, CheckedRoute } from "../../fabric/checked.js";
import { clusterNamespaces } from "../../fabric/defaults.js";
import type { EmittedObject } from "../emitted.js";
import { consumerService } from "./consumer-names.js";
import { managed } from "./metadata.js";

/** The namespaces that Isthmus makes: those of meshes that name none, and those that consumers' hostnames stand in. */
export function namespaces(meshes: CheckedMesh[], routes: CheckedRoute[]): EmittedObject[] {
  const ofMeshes = meshes
    .filter(({ ownsNamespace }) => ownsNamespace)
    .map(({ name, namespace, cluster }): EmittedObject => ({
      owner: { kind: "meshes", name },
      id: "namespace",
      cluster: cluster.name,
      object: namespaceObject(namespace),
    }));
  const ofHostnames = routes
    .filter(({ mesh, createNamespace }) => createNamespace && meshes.includes(mesh))
    .flatMap(({ mesh: { cluster }, hostname }): EmittedObject[] => {
      const name = consumerService(hostname)?.namespace;
      if (name === undefined || clusterNamespaces.includes(name)) return [];
      const id = `${cluster.name === undefined ? "" : `${cluster.name}.`}${name}-namespace`;
      // no Route and no mesh owns it, or it would be made anew where another one shares it
      return [{ owner: undefined, id, cluster: cluster.name, object: namespaceObject(name) }];
    });
  const placeOf = ({ cluster, object }: EmittedObject): string => JSON.stringify([cluster, object.metadata.name]);
  const taken = new Set(ofMeshes.map(placeOf));
  const shared = new Map(ofHostnames.map((emitted) => [placeOf(emitted), emitted]));
  return [...ofMeshes, ...[...shared].flatMap(([place, emitted]) => (taken.has(place) ? [] : [emitted]))];
}

const namespaceObject = (name: string): EmittedObject["object"] => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { ...managed, "pod-security.kubernetes.io/enforce": "restricted" } },
});
