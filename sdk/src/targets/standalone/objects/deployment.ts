import type { KubeObject, Tree } from "../../emitted.js";
import { envoyArguments } from "../envoy/bootstrap.js";
import { drainCommand } from "../envoy/draining.js";
import { certificateDirectory, configDirectory, serverDirectory } from "../envoy/files.js";
import { limitsOf } from "../memory.js";
import { envoyUser, type GatewayPod, metricsPort, type PodSidecar, readinessPort } from "../pod.js";
import { stableHash } from "../../crossing/stable-hash.js";
import { gatewayMetadata, gatewaySelector, managed } from "../../crossing/metadata.js";
import { configName, routesName, secretName } from "./names.js";
import { placement } from "./placement.js";
import { shardCount } from "./shards.js";

/** The Envoy release that Isthmus is tested with. */
const defaultEnvoyImage = "docker.io/envoyproxy/envoy:v1.40.0";

/** All in one directory, whose files change at once. A ConfigMap of route tables is there when it is needed. */
const configSources = (pod: GatewayPod): Tree => [
  { configMap: { name: configName(pod) } },
  ...Array.from({ length: shardCount }, (_, shard) => ({
    configMap: { name: routesName(pod, shard), optional: true },
  })),
];

/** A Secret's name may have dots and be longer than a volume's. */
const serverVolume = (secret: string): string => `server-${stableHash(secret).toString(36)}`;

/** Envoy's pods. They meet Pod Security "restricted" and get no token of the cluster. */
export const deployment = (pod: GatewayPod): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: gatewayMetadata(pod),
  spec: {
    // where an autoscaler decides, whoever applies this again must not
    replicas: pod.autoscaling === undefined ? pod.replicas : undefined,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    selector: { matchLabels: gatewaySelector(pod.name) },
    template: {
      metadata: {
        labels: { ...gatewaySelector(pod.name), ...managed, ...pod.sidecar?.labels },
        annotations: {
          ...pod.sidecar?.annotations,
          "kubectl.kubernetes.io/default-container": containerName,
          "prometheus.io/scrape": "true",
          "prometheus.io/port": String(metricsPort),
          "prometheus.io/path": "/stats/prometheus",
        },
      },
      spec: {
        serviceAccountName: pod.name,
        automountServiceAccountToken: false,
        // draining ends by itself; the rest is for its start and for Envoy's own end
        terminationGracePeriodSeconds: pod.drainSeconds + 15,
        ...placement(pod),
        // `bank.example` is first itself, then Service `bank` of namespace `example`, which may lead to this very pod
        dnsConfig: { options: [{ name: "ndots", value: "1" }] },
        securityContext: {
          // what prepares a pod for a sidecar runs as root
          runAsNonRoot: pod.sidecar === undefined ? true : undefined,
          runAsUser: envoyUser,
          runAsGroup: envoyUser,
          fsGroup: envoyUser,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [container(pod)],
        volumes: [
          { name: "config", projected: { sources: configSources(pod) } },
          { name: "certificates", secret: { secretName: secretName(pod), defaultMode: 0o440 } },
          ...pod.servers.map((server) => ({
            name: serverVolume(server),
            secret: { secretName: server, defaultMode: 0o440 },
          })),
          ...(pod.sidecar === undefined ? [] : [tokenVolume(pod.sidecar)]),
        ],
      },
    },
  },
});

const containerName = "envoy";

/** As Kubernetes mounts tokens by itself; only for exactly this time does it go easy on those who keep one too long. */
const tokenVolume = ({ tokenVolume: name }: PodSidecar): Tree => ({
  name,
  projected: { sources: [{ serviceAccountToken: { path: "token", expirationSeconds: 3607 } }], defaultMode: 0o440 },
});

const container = (pod: GatewayPod): Tree => ({
  name: containerName,
  image: pod.image ?? defaultEnvoyImage,
  command: ["envoy"],
  args: envoyArguments(pod),
  // Envoy's listeners are not in this list, which is for readers only: a new one would restart the pods
  ports: [
    { name: "readiness", containerPort: readinessPort, protocol: "TCP" },
    { name: "metrics", containerPort: metricsPort, protocol: "TCP" },
  ],
  // Envoy answers once it has read its listeners with their routes and certificates
  startupProbe: { httpGet: { path: "/ready", port: readinessPort }, periodSeconds: 1, failureThreshold: 120 },
  readinessProbe: { httpGet: { path: "/ready", port: readinessPort }, periodSeconds: 2, failureThreshold: 2 },
  livenessProbe: { tcpSocket: { port: readinessPort }, periodSeconds: 10, failureThreshold: 6 },
  // it stays ready meanwhile: Kubernetes sends nothing new to a pod that leaves, unless there is no other
  lifecycle: { preStop: { exec: { command: drainCommand(pod.drainSeconds) } } },
  resources: {
    requests: pod.resources.requests ?? { cpu: "100m", memory: "128Mi" },
    limits: limitsOf(pod),
  },
  securityContext: {
    runAsNonRoot: pod.sidecar === undefined ? undefined : true,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  volumeMounts: [
    { name: "config", mountPath: configDirectory, readOnly: true },
    { name: "certificates", mountPath: certificateDirectory, readOnly: true },
    ...pod.servers.map((server) => ({
      name: serverVolume(server),
      mountPath: serverDirectory(server),
      readOnly: true,
    })),
  ],
});
