import { istiod, type ControlPlane } from "./names.js";

const read = ["get", "list", "watch"];
const write = [...read, "create", "update", "patch", "delete"];

/** What istiod reads everywhere, and what it writes. */
const everywhere = [
  {
    apiGroups: ["admissionregistration.k8s.io"],
    resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
    verbs: [...read, "update", "patch"],
  },
  {
    apiGroups: ["security.istio.io", "networking.istio.io", "telemetry.istio.io", "extensions.istio.io"],
    resources: ["*"],
    verbs: read,
  },
  {
    apiGroups: ["networking.istio.io"],
    resources: ["workloadentries", "workloadentries/status", "serviceentries/status"],
    verbs: write,
  },
  { apiGroups: ["security.istio.io"], resources: ["authorizationpolicies/status"], verbs: write },
  { apiGroups: [""], resources: ["services/status"], verbs: write },
  { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: read },
  { apiGroups: [""], resources: ["pods", "nodes", "services", "namespaces", "endpoints", "secrets"], verbs: read },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "ingressclasses"], verbs: read },
  // roots of the mesh, which every namespace gets
  { apiGroups: [""], resources: ["configmaps"], verbs: [...read, "create", "update"] },
  { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
  { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
];

/** What istiod writes in its own namespace. */
const athome = [
  // tried, to find out whether its own webhook refuses what is wrong
  { apiGroups: ["networking.istio.io"], resources: ["gateways"], verbs: ["create"] },
  { apiGroups: [""], resources: ["secrets"], verbs: write },
  { apiGroups: [""], resources: ["configmaps"], verbs: ["delete"] },
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "update", "patch", "create"] },
];

const apiVersion = "rbac.authorization.k8s.io/v1";
const apiGroup = "rbac.authorization.k8s.io";

/** The name of what istiod has for the whole cluster. */
export const clusterRoleName = ({ namespace }: ControlPlane): string => `${istiod}-${namespace}`;

/** The account of istiod, with the rights that Istio's chart gives it for its own API. */
export function rbacObjects(plane: ControlPlane): object[] {
  const { namespace } = plane;
  const metadata = { name: istiod, namespace };
  const clusterWide = { name: clusterRoleName(plane) };
  const subjects = [{ kind: "ServiceAccount", ...metadata }];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    { apiVersion, kind: "ClusterRole", metadata: clusterWide, rules: everywhere },
    {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: clusterWide,
      roleRef: { apiGroup, kind: "ClusterRole", name: clusterWide.name },
      subjects,
    },
    { apiVersion, kind: "Role", metadata, rules: athome },
    { apiVersion, kind: "RoleBinding", metadata, roleRef: { apiGroup, kind: "Role", name: istiod }, subjects },
  ];
}
