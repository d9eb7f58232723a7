import { certificates, controller, namespace } from "./names.js";

const read = ["get", "list", "watch"];
const own = [...read, "create", "update", "patch", "delete", "deletecollection"];

const envoyGatewayKinds = [
  "backends",
  "backendtrafficpolicies",
  "clienttrafficpolicies",
  "envoyextensionpolicies",
  "envoypatchpolicies",
  "envoyproxies",
  "httproutefilters",
  "securitypolicies",
];
const gatewayKinds = [
  "backendtlspolicies",
  "gatewayclasses",
  "gateways",
  "grpcroutes",
  "httproutes",
  "listenersets",
  "referencegrants",
  "tcproutes",
  "tlsroutes",
  "udproutes",
];

/** What the controller reads everywhere, and the statuses it writes. */
const watching = [
  { apiGroups: [""], resources: ["configmaps", "namespaces", "nodes", "secrets", "services"], verbs: read },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments"], verbs: read },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
  { apiGroups: ["certificates.k8s.io"], resources: ["clustertrustbundles"], verbs: read },
  { apiGroups: ["gateway.envoyproxy.io"], resources: envoyGatewayKinds, verbs: read },
  { apiGroups: ["gateway.envoyproxy.io"], resources: envoyGatewayKinds.map(status), verbs: ["update"] },
  { apiGroups: ["gateway.networking.k8s.io"], resources: gatewayKinds, verbs: read },
  { apiGroups: ["gateway.networking.k8s.io"], resources: gatewayKinds.map(status), verbs: ["update"] },
  // a class that is in use is held by a finalizer
  { apiGroups: ["gateway.networking.k8s.io"], resources: ["gatewayclasses"], verbs: ["patch", "update"] },
];

/** What the controller makes in its own namespace: an Envoy for each Gateway. */
const making = [
  { apiGroups: [""], resources: ["configmaps", "serviceaccounts", "services"], verbs: own },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments"], verbs: own },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: own },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: own },
];

const writingCertificates = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "create", "update"] }];

/** Accounts of the controller and of the step before it, with no more rights than they use. */
export const rbacObjects = (): object[] => [
  ...[controller, certificates].map((name) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name, namespace },
  })),
  role("ClusterRole", controller, watching),
  binding("ClusterRole", controller),
  role("Role", controller, making),
  binding("Role", controller),
  role("Role", certificates, writingCertificates),
  binding("Role", certificates),
];

function status(resource: string): string {
  return `${resource}/status`;
}

type RoleKind = "Role" | "ClusterRole";
const apiVersion = "rbac.authorization.k8s.io/v1";
const placed = (kind: RoleKind, name: string) => (kind === "Role" ? { name, namespace } : { name });

const role = (kind: RoleKind, name: string, rules: object[]) => ({
  apiVersion,
  kind,
  metadata: placed(kind, name),
  rules,
});

const binding = (kind: RoleKind, name: string) => ({
  apiVersion,
  kind: `${kind}Binding`,
  metadata: placed(kind, name),
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
  subjects: [{ kind: "ServiceAccount", name, namespace }],
});
