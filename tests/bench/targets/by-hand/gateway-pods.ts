import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import { object } from "./objects.js";

/** Pods of a gateway. */
export interface GatewayPods {
  name: string;
  namespace: string;
  ports: { port: number; targetPort: number }[];
  container: { [field: string]: Tree };
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  volumes?: Tree[];
}

export const appOf = (name: string): Record<string, string> => ({ app: name });

/** Two pods with an identity of their own behind a Service, of which one may go at a time. */
export function gatewayPods(pods: GatewayPods): KubeObject[] {
  const { name, namespace } = pods;
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    deployment(pods),
    object("v1", "Service", { name, namespace }, { selector: appOf(name), ports: pods.ports.map(servicePort) }),
    object(
      "policy/v1",
      "PodDisruptionBudget",
      { name, namespace },
      {
        maxUnavailable: 1,
        selector: { matchLabels: appOf(name) },
      },
    ),
  ];
}

const servicePort = ({ port, targetPort }: { port: number; targetPort: number }): Tree => ({
  name: `port-${port}`,
  port,
  targetPort,
});

const deployment = ({ name, namespace, container, labels, annotations, volumes }: GatewayPods): KubeObject =>
  object(
    "apps/v1",
    "Deployment",
    { name, namespace },
    {
      replicas: 2,
      selector: { matchLabels: appOf(name) },
      template: {
        metadata: { labels: { ...appOf(name), ...labels }, annotations },
        spec: {
          serviceAccountName: name,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              ...container,
              resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
            },
          ],
          volumes,
        },
      },
    },
  );

/** Pods that Istio fills with its gateway, which may read the certificates beside it. */
export const istioGateway = (pods: Pick<GatewayPods, "name" | "namespace" | "ports">): KubeObject[] => {
  const { name, namespace } = pods;
  return [
    ...gatewayPods({
      ...pods,
      labels: { "sidecar.istio.io/inject": "true" },
      annotations: { "inject.istio.io/templates": "gateway" },
      container: { name: "istio-proxy", image: "auto" },
    }),
    {
      ...{ apiVersion: rbac, kind: "Role", metadata: { name, namespace } },
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] }],
    },
    {
      ...{ apiVersion: rbac, kind: "RoleBinding", metadata: { name, namespace } },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name }],
    },
  ];
};

const rbac = "rbac.authorization.k8s.io/v1";

/** Who may call an egress gateway, where the network says it. */
export const onlyFrom = (name: string, namespace: string, consumers: string, port: number): KubeObject =>
  object(
    "networking.k8s.io/v1",
    "NetworkPolicy",
    { name, namespace },
    {
      podSelector: { matchLabels: appOf(name) },
      policyTypes: ["Ingress"],
      ingress: [
        {
          ports: [{ port, protocol: "TCP" }],
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": consumers } } }],
        },
      ],
    },
  );
