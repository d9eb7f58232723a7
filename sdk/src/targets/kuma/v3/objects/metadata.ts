import type { CheckedMesh } from "../../../../fabric/checked.js";
import { gatewaySelector, managed } from "../../../crossing/metadata.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { systemNamespaceOf } from "../../version.js";

type Metadata = KubeObject["metadata"];

/** The API group and version of all that Kuma reads. */
export const kumaApi = "kuma.io/v1alpha1";

/** The name of a mesh in Kuma. */
export const kumaMesh = ({ objectName }: CheckedMesh): string => objectName;

/** The label that says which mesh something belongs to, a pod and a Service as well as a policy. */
export const meshLabel = (mesh: CheckedMesh): Record<string, string> => ({ "kuma.io/mesh": kumaMesh(mesh) });

/** The label that Kuma gives to what is in a namespace: a proxy, a MeshService. */
export const namespaceLabel = (namespace: string): Record<string, string> => ({ "k8s.kuma.io/namespace": namespace });

/** Selects the proxies of one gateway's pods. */
export const gatewayProxies = ({ name, namespace }: { name: string; namespace: string }): Tree => ({
  kind: "Dataplane",
  labels: { ...gatewaySelector(name), ...namespaceLabel(namespace) },
});

/**
 * A policy in a namespace of its own. That it speaks of that namespace's proxies only is up to Kuma's webhook, which is
 * not asked where the namespace lacks the label `kuma.io/sidecar-injection`; without it a policy speaks of the whole
 * mesh. So a `targetRef` names the namespace too.
 */
export const policyMetadata = (mesh: CheckedMesh, namespace: string, name: string): Metadata => ({
  name,
  namespace,
  labels: { ...managed, ...meshLabel(mesh) },
});

/** What the control plane reads for a whole mesh. */
export const systemMetadata = (mesh: CheckedMesh, name: string): Metadata => {
  const { labels, ...place } = zoneMetadata(mesh, name);
  return { ...place, labels: { ...labels, ...meshLabel(mesh) } };
};

/** What the control plane reads for all meshes. A zone of a federation takes it with its origin only. */
export const zoneMetadata = ({ target }: CheckedMesh, name: string): Metadata => ({
  name,
  namespace: systemNamespaceOf(target),
  labels: { ...managed, "kuma.io/origin": "zone" },
});
