import { type Own, ownOf, type Spec } from "../own.js";
import { isOfVersion, KumaVersion, systemNamespaceOf } from "./version.js";

/** What belongs to each version of Kuma. */
export const ownByVersion: Record<KumaVersion, Own> = {
  [KumaVersion.V2]: ownOf((target) => isOfVersion(target, KumaVersion.V2)),
  [KumaVersion.V3]: ownOf((target) => isOfVersion(target, KumaVersion.V3)),
};

/** The control plane of a mesh: the cluster and the namespace that it runs in. */
export function controlPlaneOf({ meshes }: Spec, mesh: string): string {
  const { cluster, target } = meshes[mesh] ?? {};
  return JSON.stringify([cluster, target && systemNamespaceOf(target)]);
}
