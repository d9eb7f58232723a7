import { join } from "node:path";
import { runRoot } from "../paths.js";

/** The network that joins nodes to each other and to the host. Nothing is routed beyond it. */
export const nodeNetwork = {
  prefix: "10.199.0",
  length: 24,
  host: "10.199.0.1",
  firstNode: 11,
  lastNode: 250,
} as const;

/** The same in every cluster, on purpose: gateways must join networks whose addresses overlap. */
export const clusterNetwork = {
  pods: "10.244.0.0/16",
  nodePods: "10.244.0.0/24",
  services: "10.96.0.0/16",
  apiService: "10.96.0.1",
  dnsService: "10.96.0.10",
  domain: "cluster.local",
} as const;

export const apiPort = 6443;

/** Where one node keeps what; all of it goes with `down`. */
export function nodeLayout(name: string) {
  const root = join(runRoot(), name);
  return {
    root,
    /** Mounted as /var/lib inside the node: containerd, kubelet, etcd, CNI. */
    lib: join(root, "lib"),
    /** Mounted as /var/log inside the node. */
    log: join(root, "log"),
    /** What each component prints. */
    logOf: (component: string) => join(root, "log", `${component}.log`),
    pki: join(root, "pki"),
    config: join(root, "config"),
    state: join(root, "state.json"),
    kubeconfig: join(root, "kubeconfig"),
    initReady: join(root, "init-ready"),
  };
}
export type NodeLayout = ReturnType<typeof nodeLayout>;

/** Inside the node. */
export const containerdSocket = "/run/containerd/containerd.sock";

/** The network namespace of a node: /run/netns/isthmus-shop. */
export const namespaceOf = (name: string) => `isthmus-${name}`;

/** Names become host names, netns names and interface names. */
export function nameProblem(name: string): string | undefined {
  return /^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/.test(name)
    ? undefined
    : `cluster name "${name}" must be 1 to 12 lower-case letters, digits or dashes, and start with a letter`;
}

/** The lowest address of the node network that no other node has. */
export function freeAddress(taken: readonly string[]): string {
  const { prefix, firstNode, lastNode } = nodeNetwork;
  for (let last = firstNode; last <= lastNode; last++) {
    const address = `${prefix}.${last}`;
    if (!taken.includes(address)) return address;
  }
  throw new Error(`all addresses of the node network ${prefix}.0 are taken: stop a cluster first`);
}
