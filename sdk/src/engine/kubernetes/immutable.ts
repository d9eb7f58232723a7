import type { PropertyChange } from "../diff.js";
import { parsePath, under } from "../path.js";
import { type Properties, valueAt } from "../value.js";

/** What makes an object this object and no other. */
export const IDENTITY = ["kind", "metadata.name", "metadata.namespace"];

/** Fields that the API server never changes, by kind. */
const IMMUTABLE: Record<string, string[]> = {
  Deployment: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  ReplicaSet: ["spec.selector"],
  StatefulSet: ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
  Job: ["spec.selector", "spec.template", "spec.completionMode"],
  // prettier-ignore
  Pod: [
    "spec.nodeName", "spec.volumes", "spec.serviceAccountName", "spec.restartPolicy", "spec.hostNetwork", "spec.securityContext",
    "spec.containers[*].name", "spec.containers[*].command", "spec.containers[*].args", "spec.containers[*].env",
    "spec.containers[*].ports", "spec.containers[*].volumeMounts", "spec.containers[*].securityContext",
  ],
  Service: ["spec.clusterIP", "spec.clusterIPs"],
  Secret: ["type"],
  PersistentVolumeClaim: [
    "spec.accessModes",
    "spec.storageClassName",
    "spec.volumeName",
    "spec.selector",
    "spec.volumeMode",
  ],
  StorageClass: ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
  RoleBinding: ["roleRef"],
  ClusterRoleBinding: ["roleRef"],
  CustomResourceDefinition: ["spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"],
};

/** Fields that become immutable once the object says `immutable: true`. */
const SEALED: Record<string, string[]> = {
  ConfigMap: ["data", "binaryData", "immutable"],
  Secret: ["data", "stringData", "immutable"],
};

/** The changes that only a new object can have, as paths. */
export function replacingPaths(kind: string, old: Properties, changes: PropertyChange[]): string[] {
  const sealed = valueAt(old, "immutable") === true ? (SEALED[kind] ?? []) : [];
  const patterns = [...IDENTITY, ...(IMMUTABLE[kind] ?? []), ...sealed].map(parsePath);
  return changes
    .map(({ path }) => path)
    .filter((path) => patterns.some((pattern) => under(parsePath(path), pattern) || under(pattern, parsePath(path))));
}
