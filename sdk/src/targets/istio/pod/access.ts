import type { KubeObject } from "../../emitted.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";

/** Whose identity a gateway has, and whom istiod gives the Secrets of its namespace. */
export const access = (place: GatewayPlace): KubeObject[] => [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: metadataOf(place), automountServiceAccountToken: false },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: metadataOf(place),
    // istiod asks whether the account may list them; by name it does not ask
    rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: metadataOf(place),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: place.name },
    subjects: [{ kind: "ServiceAccount", name: place.name, namespace: place.namespace }],
  },
];
