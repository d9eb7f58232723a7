import { clusterNetwork } from "../cluster/local/layout.js";
import { istiod, istiodImage, type ControlPlane } from "./names.js";

const labels = { app: istiod, istio: "pilot", "istio.io/rev": "default" };

/**
 * The Envoy of the tests has none of the filters that Istio compiles into its own, so istiod is told to send none: what
 * they do is telemetry, and names of protocols in TLS by which a server tells plain bytes from requests.
 */
const withoutFiltersOfIstio = { PILOT_ENABLE_METADATA_EXCHANGE: "false", PILOT_ENABLE_ALPN_FILTER: "false" };

const fieldOf = (fieldPath: string): object => ({ valueFrom: { fieldRef: { fieldPath } } });

const environment = (): object[] => [
  { name: "REVISION", value: "default" },
  { name: "PILOT_CERT_PROVIDER", value: "istiod" },
  { name: "CLUSTER_ID", value: "Kubernetes" },
  { name: "POD_NAME", ...fieldOf("metadata.name") },
  { name: "POD_NAMESPACE", ...fieldOf("metadata.namespace") },
  { name: "SERVICE_ACCOUNT", ...fieldOf("spec.serviceAccountName") },
  ...Object.entries(withoutFiltersOfIstio).map(([name, value]) => ({ name, value })),
];

/** Istiod and the Service by which proxies and the API server find it. */
export const controlPlaneObjects = ({ namespace }: ControlPlane): object[] => [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: istiod, namespace, labels },
    spec: {
      selector: { app: istiod, istio: "pilot" },
      ports: [
        { name: "grpc-xds", port: 15010 },
        { name: "https-dns", port: 15012 },
        { name: "https-webhook", port: 443, targetPort: 15017 },
        { name: "http-monitoring", port: 15014 },
      ],
    },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: istiod, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: istiod } },
      template: { metadata: { labels: { ...labels, "sidecar.istio.io/inject": "false" } }, spec: pod() },
    },
  },
];

const pod = (): object => ({
  serviceAccountName: istiod,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "discovery",
      image: istiodImage,
      imagePullPolicy: "Never",
      args: ["discovery", "--monitoringAddr=:15014", "--domain", clusterNetwork.domain],
      env: environment(),
      readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 1 },
      resources: { requests: { cpu: "10m", memory: "128Mi" } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
      },
      volumeMounts: [
        { name: "local-certs", mountPath: "/var/run/secrets/istio-dns" },
        { name: "cacerts", mountPath: "/etc/cacerts", readOnly: true },
      ],
    },
  ],
  volumes: [
    { name: "local-certs", emptyDir: { medium: "Memory" } },
    { name: "cacerts", secret: { secretName: "cacerts", optional: true } },
  ],
});
