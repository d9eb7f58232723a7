/** Kinds that live in no namespace, for when no cluster can tell. */
// prettier-ignore
const CLUSTER_SCOPED = new Set([
  "APIService", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "CSIDriver", "CSINode",
  "CustomResourceDefinition", "FlowSchema", "GatewayClass", "IngressClass", "MutatingWebhookConfiguration", "Namespace",
  "Node", "PersistentVolume", "PriorityClass", "PriorityLevelConfiguration", "RuntimeClass", "StorageClass",
  "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment",
]);

const BUILT_IN = /^(v1$|(apps|batch|autoscaling|policy|extensions)\/|[^/]*\.k8s\.io\/)/;

/** True for the API groups of Kubernetes itself. */
export const isBuiltIn = (apiVersion: string): boolean => BUILT_IN.test(apiVersion);

/** True or false for the kinds of Kubernetes itself; for others, whether the object names a namespace. */
export function isNamespaced(apiVersion: string, kind: string, namesNamespace: boolean): boolean {
  if (CLUSTER_SCOPED.has(kind)) return false;
  return isBuiltIn(apiVersion) || namesNamespace;
}
