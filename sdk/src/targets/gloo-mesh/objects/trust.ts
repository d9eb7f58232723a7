import type { CheckedMesh } from "../../../fabric/checked.js";
import type { EmittedObject, Owner } from "../../emitted.js";
import { managed } from "../../crossing/metadata.js";
import { security } from "../../istio/api.js";
import { adminApi } from "../names.js";
import { clusterOf, type Plane } from "../plane.js";
import { emit, emitWhole } from "./emit.js";

/**
 * The root that all clusters of a plane share. Gloo Mesh makes it itself: an authority of Isthmus is bound to one trust
 * domain, and this one has to sign for all of the plane. Nothing outside the plane believes it.
 */
export const rootTrustPolicy = (plane: Plane): EmittedObject =>
  emit(
    { owner: planeOwner(plane), cluster: plane.cluster, namespace: plane.namespace, name: plane.workspace },
    adminApi,
    "RootTrustPolicy",
    { config: { mgmtServerCa: { generated: {} }, autoRestartPods: false } },
  );

/** Mutual TLS and nothing else in the namespace of a mesh's gateways. */
export const peerAuthentication = (mesh: CheckedMesh): EmittedObject =>
  emit(
    {
      owner: { kind: "meshes", name: mesh.name },
      cluster: clusterOf(mesh),
      namespace: mesh.namespace,
      name: "isthmus",
    },
    security,
    "PeerAuthentication",
    { mtls: { mode: "STRICT" } },
  );

/** Namespaces in the management cluster for what Gloo Mesh is told there; those in the meshes' own are made already. */
export const managementNamespaces = ({ cluster, meshes }: Plane): EmittedObject[] =>
  meshes
    .filter((mesh) => mesh.ownsNamespace && clusterOf(mesh) !== cluster)
    .map(({ name, namespace }) =>
      emitWhole(
        { owner: { kind: "meshes", name }, cluster },
        { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: managed } },
      ),
    );

const planeOwner = ({ meshes }: Plane): Owner => ({ kind: "meshes", name: meshes[0].name });
