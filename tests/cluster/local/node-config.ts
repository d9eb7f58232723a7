import { nodeImages } from "../images.js";
import { clusterNetwork, containerdSocket } from "./layout.js";

/** containerd as a kubelet's runtime (TOML). Its folders are its defaults: the node has its own /var/lib and /run. */
export const containerdConfig = ({ cni, cniConfig, snapshotter }: ContainerdPlaces) => `version = 2
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs"]

[grpc]
  address = "${containerdSocket}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${nodeImages.pause}"
  # Without CAP_SYS_RESOURCE, as in most sandboxes, no container could lower its score and none would start.
  restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${cni}"
  conf_dir = "${cniConfig}"

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "${snapshotter}"
`;

export interface ContainerdPlaces {
  /** Folder of the CNI plugins. */
  cni: string;
  /** Folder of their configuration. */
  cniConfig: string;
  /** `overlayfs`, or `native` where the disk is an overlay itself. */
  snapshotter: "overlayfs" | "native";
}

/** Pods on one bridge; addresses out of the node's range; `hostPort`s. It enforces no NetworkPolicy. */
export const cniConfig = {
  cniVersion: "0.4.0",
  name: "isthmus",
  plugins: [
    {
      type: "bridge",
      bridge: "pods",
      isGateway: true,
      hairpinMode: true,
      ipMasq: false,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: clusterNetwork.nodePods }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

/** The kubelet of a machine that is not the node's alone: no cgroup tree of its own, no images collected. */
export const kubeletConfig = ({ pki, resolvConf }: { pki: string; resolvConf: string }) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: `${pki}/ca.crt` },
  },
  authorization: { mode: "Webhook" },
  tlsCertFile: `${pki}/kubelet.crt`,
  tlsPrivateKeyFile: `${pki}/kubelet.key`,
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  cgroupDriver: "cgroupfs",
  cgroupsPerQOS: false,
  enforceNodeAllocatable: [],
  failCgroupV1: false,
  failSwapOn: false,
  clusterDNS: [clusterNetwork.dnsService],
  clusterDomain: clusterNetwork.domain,
  resolvConf,
  evictionHard: {
    "memory.available": "64Mi",
    "nodefs.available": "1%",
    "imagefs.available": "1%",
    "nodefs.inodesFree": "1%",
  },
  // No registry has these images, so one that is collected is gone.
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  registryPullQPS: 0,
  eventRecordQPS: 0,
  syncFrequency: "10s",
  nodeStatusUpdateFrequency: "5s",
});

/** kube-proxy on nftables, leaving what belongs to the host's kernel alone. */
export const kubeProxyConfig = ({ kubeconfig, name }: { kubeconfig: string; name: string }) => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig },
  mode: "nftables",
  clusterCIDR: clusterNetwork.pods,
  hostnameOverride: name,
  conntrack: { maxPerCore: 0 },
  nftables: { minSyncPeriod: "100ms", syncPeriod: "30s" },
  healthzBindAddress: "127.0.0.1:10256",
  metricsBindAddress: "127.0.0.1:10249",
});
