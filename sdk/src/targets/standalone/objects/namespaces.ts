import type { CheckedMesh, CheckedRoute } from "../../../fabric/checked.js";
import type { EmittedObject } from "../../emitted.js";
import { consumerService } from "./consumer-names.js";
import { managed } from "./metadata.js";

/** The namespaces that Isthmus makes: those of meshes that name none, and those that consumers' hostnames stand in. */
export function namespaces(meshes: CheckedMesh[], routes: CheckedRoute[]): EmittedObject[] {
  const wanted = [
    ...meshes.filter(({ ownsNamespace }) => ownsNamespace).map((mesh) => ({ mesh, name: mesh.namespace })),
    ...routes.flatMap(({ mesh, hostname, createNamespace }) => {
      const name = consumerService(hostname)?.namespace;
      return createNamespace && name !== undefined && meshes.includes(mesh) ? [{ mesh, name }] : [];
    }),
  ];
  const once = new Map(wanted.map(({ mesh, name }) => [JSON.stringify([mesh.cluster.name, name]), { mesh, name }]));
  return [...once.values()].map(({ mesh, name }) => ({
    owner: { kind: "meshes", name: mesh.name },
    id: name === mesh.namespace ? "namespace" : `${name}-namespace`,
    cluster: mesh.cluster.name,
    object: {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: { ...managed, "pod-security.kubernetes.io/enforce": "restricted" } },
    },
  }));
}
