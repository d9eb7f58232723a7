import { clusterNetwork } from "../cluster/local/layout.js";
import { envoyGatewayImage } from "./image.js";
import { certificates, controller, controllerName, namespace } from "./names.js";

const labels = { app: controller };
const configMap = "envoy-gateway-config";

/** How the controller is set: one of it, so no leader; Backends allowed, which lead to hosts outside the cluster. */
const config = {
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "EnvoyGateway",
  gateway: { controllerName },
  provider: {
    type: "Kubernetes",
    kubernetes: { leaderElection: { disable: true }, shutdownManager: { image: envoyGatewayImage } },
  },
  extensionApis: { enableBackend: true },
};

const pod = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  automountServiceAccountToken: true,
};

const container = {
  image: envoyGatewayImage,
  imagePullPolicy: "Never",
  env: [
    { name: "ENVOY_GATEWAY_NAMESPACE", value: namespace },
    { name: "KUBERNETES_CLUSTER_DOMAIN", value: clusterNetwork.domain },
  ],
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
  },
};

/** Makes the Secrets by which controller and Envoys know each other, where they are not there yet. */
export const certificatesJob = (): object => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: certificates, namespace },
  spec: {
    backoffLimit: 3,
    template: {
      spec: {
        ...pod,
        serviceAccountName: certificates,
        restartPolicy: "Never",
        containers: [{ ...container, name: certificates, args: ["certgen", "--disable-topology-injector"] }],
      },
    },
  },
});

/** The controller, its settings, and the Service by which Envoys find it. */
export const controllerObjects = (): object[] => [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: configMap, namespace },
    data: { "envoy-gateway.yaml": JSON.stringify(config) },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: controller, namespace },
    spec: { selector: labels, ports: [{ name: "grpc", port: 18000 }] },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: controller, namespace },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: controllerPod() } },
  },
];

const controllerPod = () => ({
  ...pod,
  serviceAccountName: controller,
  containers: [
    {
      ...container,
      name: controller,
      args: ["server", "--config-path=/config/envoy-gateway.yaml"],
      ports: [{ name: "grpc", containerPort: 18000 }],
      readinessProbe: { httpGet: { path: "/readyz", port: 8081 }, periodSeconds: 1 },
      volumeMounts: [
        { name: "config", mountPath: "/config", readOnly: true },
        { name: "certs", mountPath: "/certs", readOnly: true },
        { name: "scratch", mountPath: "/var/lib/eg" },
      ],
    },
  ],
  volumes: [
    { name: "config", configMap: { name: configMap } },
    // written by the step before, which the pod waits for
    { name: "certs", secret: { secretName: "envoy-gateway" } },
    { name: "scratch", emptyDir: {} },
  ],
});
