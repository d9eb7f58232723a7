import type { KubeObject, Tree } from "../../../emitted.js";
import { limitsOf } from "../../memory.js";
import { managed } from "../../../crossing/metadata.js";
import { configSources } from "./config.js";
import { natMetadata, type NatPod, natPods, natSelector, needsLease, usesNodeNetwork } from "./names.js";

/** The agent of this release. */
export const defaultAgentImage = "docker.io/isthmus/nat-gateway:0.1.0";

const containerName = "agent";
const directory = "/etc/isthmus";
/** Probes and metrics. */
const port = 9465;

/** Marks pods that share a table, a port and interfaces with whatever else is on the node's network. */
const onNodeNetwork = { "isthmus.dev/network": "node" };

/** The agent's pods: one forwards, the others have all loaded. */
export const deployment = (pod: NatPod): KubeObject => {
  const { gateway } = pod;
  const lease = needsLease(gateway);
  const labels = { ...natSelector(gateway), ...managed, ...(usesNodeNetwork(pod) ? onNodeNetwork : {}) };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: natMetadata(gateway),
    spec: {
      replicas: gateway.replicas,
      // an old and a new pod would both forward where no lease decides; where one does, a further pod finds no node
      strategy: lease
        ? { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }
        : { type: "Recreate" },
      selector: { matchLabels: natSelector(gateway) },
      template: {
        metadata: {
          labels,
          annotations: {
            "kubectl.kubernetes.io/default-container": containerName,
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(port),
            "prometheus.io/path": "/metrics",
            ...networksAnnotation(pod),
          },
        },
        spec: {
          serviceAccountName: gateway.objectName,
          automountServiceAccountToken: lease,
          ...(usesNodeNetwork(pod) ? { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" } : {}),
          nodeSelector: gateway.nodeSelector,
          affinity: { podAntiAffinity: apart(pod) },
          securityContext: { seccompProfile: { type: "RuntimeDefault" }, ...sysctls(pod) },
          containers: [container(pod)],
          volumes: [{ name: "config", projected: { sources: configSources(gateway) } }],
        },
      },
    },
  };
};

const container = ({ gateway }: NatPod): Tree => ({
  name: containerName,
  image: gateway.image ?? defaultAgentImage,
  args: ["apply", directory, "--watch", "--listen", `:${port}`, ...leaseArguments(gateway)],
  env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
  ports: [{ name: "metrics", containerPort: port, protocol: "TCP" }],
  startupProbe: { httpGet: { path: "/live", port }, periodSeconds: 1, failureThreshold: 120 },
  readinessProbe: { httpGet: { path: "/ready", port }, periodSeconds: 2, failureThreshold: 2 },
  livenessProbe: { httpGet: { path: "/live", port }, periodSeconds: 10, failureThreshold: 6 },
  resources: {
    requests: gateway.resources.requests ?? { cpu: "100m", memory: "128Mi" },
    limits: limitsOf(gateway),
  },
  securityContext: {
    // a capability reaches no other user's process without being ambient, which Kubernetes cannot ask for
    runAsUser: 0,
    runAsGroup: 0,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] },
  },
  volumeMounts: [{ name: "config", mountPath: directory, readOnly: true }],
});

const leaseArguments = (gateway: NatPod["gateway"]): string[] =>
  needsLease(gateway) ? ["--lease", `${gateway.namespace}/${gateway.objectName}`, "--identity", "$(POD_NAME)"] : [];

/** Interfaces that Multus makes in the pod. */
function networksAnnotation({ vpcs }: NatPod): Record<string, string> {
  const networks = vpcs.flatMap(({ attachment }) => {
    if (attachment.network === undefined) return [];
    const [namespace, name] = attachment.network.split("/");
    return [{ name, namespace, interface: attachment.interface }];
  });
  return networks.length === 0 ? {} : { "k8s.v1.cni.cncf.io/networks": JSON.stringify(networks) };
}

/**
 * Pods of one gateway on different nodes, of which one may fail. On the node's network they must be, and apart from
 * those of other gateways as well: there is one table and one port.
 */
function apart(pod: NatPod): Tree {
  const topologyKey = "kubernetes.io/hostname";
  if (usesNodeNetwork(pod)) {
    const labelSelector = { matchLabels: { ...natPods, ...onNodeNetwork } };
    return {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector, namespaceSelector: {} }],
    };
  }
  const podAffinityTerm = { topologyKey, labelSelector: { matchLabels: natSelector(pod.gateway) } };
  return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] };
}

/** What the agent cannot write itself, since /proc/sys is read-only in a pod. The node's own are not a pod's to set. */
const sysctls = (pod: NatPod): Record<string, Tree> =>
  pod.gateway.setSysctls && !usesNodeNetwork(pod)
    ? {
        sysctls: [
          { name: "net.ipv4.ip_forward", value: "1" },
          { name: "net.ipv4.fwmark_reflect", value: "1" },
          { name: "net.ipv4.conf.all.rp_filter", value: "0" },
          // for interfaces that are made after it was set
          { name: "net.ipv4.conf.default.rp_filter", value: "0" },
        ],
      }
    : {};
