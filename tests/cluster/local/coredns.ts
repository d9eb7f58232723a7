import { nodeImages } from "../images.js";
import { clusterNetwork } from "./layout.js";

const name = "coredns";
const namespace = "kube-system";
const labels = { "k8s-app": "kube-dns" };
/** Above 1024, so that no capability is needed; the Service maps 53 to it. */
const port = 1053;

const zones = [clusterNetwork.domain, "in-addr.arpa", "ip6.arpa"];

/** Names outside the cluster do not exist here: there is no resolver to ask, and a quick "no" beats a time-out. */
const corefile = `${zones.map((zone) => `${zone}:${port}`).join(" ")} {
    errors
    kubernetes ${zones.join(" ")} {
        pods insecure
        ttl 5
    }
    loadbalance
}
.:${port} {
    errors
    health :8080
    ready :8181
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`;

/** CoreDNS as a Deployment behind the `kube-dns` Service, as most clusters run it. */
export function corednsObjects() {
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: `system:${name}` },
        rules: [
          { apiGroups: [""], resources: ["endpoints", "services", "pods", "namespaces"], verbs: ["list", "watch"] },
          { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
        ],
      },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: `system:${name}` },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: `system:${name}` },
        subjects: [{ kind: "ServiceAccount", name, namespace }],
      },
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { Corefile: corefile } },
      service(),
      deployment(),
    ],
  };
}

const service = () => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "kube-dns", namespace, labels },
  spec: {
    clusterIP: clusterNetwork.dnsService,
    selector: labels,
    ports: [
      { name: "dns", port: 53, targetPort: port, protocol: "UDP" },
      { name: "dns-tcp", port: 53, targetPort: port, protocol: "TCP" },
    ],
  },
});

const deployment = () => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace, labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: name,
        dnsPolicy: "Default",
        priorityClassName: "system-cluster-critical",
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name,
            image: nodeImages.coredns,
            imagePullPolicy: "Never",
            args: ["-conf", "/etc/coredns/Corefile"],
            ports: [
              { name: "dns", containerPort: port, protocol: "UDP" },
              { name: "dns-tcp", containerPort: port, protocol: "TCP" },
            ],
            readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
            livenessProbe: { httpGet: { path: "/health", port: 8080 }, failureThreshold: 5 },
            resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "170Mi" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
          },
        ],
        volumes: [{ name: "config", configMap: { name } }],
      },
    },
  },
});
