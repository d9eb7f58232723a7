import { succeeds } from "./command.js";
import { exists } from "./files.js";
import { ensurePrograms, programPath } from "./go-build.js";
import type { GoModule } from "./go-module.js";
import { silent } from "./progress.js";
import type { ClusterOptions, Progress } from "./test-cluster.js";
import { versions } from "./versions.js";

const command = (name: string) => `k8s.io/kubernetes/cmd/${name}`;
const [major = "", minor = ""] = versions.kubernetes.slice(1).split(".");

const kubernetes = {
  name: "kubernetes",
  path: "k8s.io/kubernetes",
  version: versions.kubernetes,
  stagingVersion: versions.kubernetesStaging,
  // Without them every component calls itself v0.0.0-master and clients refuse to parse that.
  stamps: {
    "k8s.io/component-base/version.gitVersion": versions.kubernetes,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
    "k8s.io/component-base/version.gitTreeState": "clean",
  },
  programs: {
    "kube-apiserver": command("kube-apiserver"),
    "kube-controller-manager": command("kube-controller-manager"),
    "kube-scheduler": command("kube-scheduler"),
    kubelet: command("kubelet"),
    "kube-proxy": command("kube-proxy"),
    kubectl: command("kubectl"),
  },
} satisfies GoModule;

const etcd = {
  name: "etcd",
  path: "go.etcd.io/etcd/server/v3",
  version: versions.etcd,
  programs: { etcd: "go.etcd.io/etcd/server/v3" },
} satisfies GoModule;

const coredns = {
  name: "coredns",
  path: "github.com/coredns/coredns",
  version: versions.coredns,
  programs: { coredns: "github.com/coredns/coredns" },
} satisfies GoModule;

/** Paths of the programs that make up a node. */
export type NodePrograms = Record<keyof typeof kubernetes.programs | "etcd" | "coredns", string>;

/** Everything a local cluster runs, built where the cache does not hold it (six to seven minutes on two cores). */
export async function ensureNodePrograms(progress: Progress): Promise<NodePrograms> {
  return {
    ...(await ensurePrograms(kubernetes, progress)),
    ...(await ensurePrograms(etcd, progress)),
    ...(await ensurePrograms(coredns, progress)),
  };
}

/** What an API server alone needs, built where the cache does not hold it. */
export async function ensureApiServerPrograms(progress: Progress): Promise<Record<"etcd" | "kube-apiserver", string>> {
  return {
    ...(await ensurePrograms(kubernetes, progress, ["kube-apiserver"])),
    ...(await ensurePrograms(etcd, progress)),
  };
}

/**
 * Path of a kubectl: the one that belongs to local clusters where the cache holds it, else the user's own, else one
 * that is built.
 */
export async function ensureKubectl({ progress = silent }: ClusterOptions = {}): Promise<string> {
  const cached = programPath(kubernetes, "kubectl");
  if (await exists(cached)) return cached;
  if (await succeeds("kubectl", ["version", "--client"])) return "kubectl";
  return (await ensurePrograms(kubernetes, progress, ["kubectl"])).kubectl;
}
