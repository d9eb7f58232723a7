import { ensureKindClusters, kindAnswers, stopKindClusters } from "./kind.js";
import { ensureLocalClusters, stopLocalClusters } from "./local/local-cluster.js";
import { exclusively } from "./lock.js";
import { silent } from "./progress.js";
import { clusterSupport } from "./support.js";
import type { ClusterOptions, TestCluster } from "./test-cluster.js";
import { userClusters, userKubeconfig } from "./user-cluster.js";

export { ensureEnvoy } from "./envoy.js";
export { images } from "./images.js";
export { apply, kubectl } from "./kubectl.js";
export { ensureKubectl } from "./programs.js";
export { clusterSupport, type ClusterSupport } from "./support.js";
export type { ClusterOptions, ClusterOrigin, Progress, ProgressEvent, TestCluster } from "./test-cluster.js";

/**
 * Clusters of these names, side by side, healthy and holding all images. Those that run already are checked and kept.
 * They are the user's where `ISTHMUS_TEST_KUBECONFIG` says so, else kind's where Docker answers, else local nodes.
 */
export async function ensureClusters(names: string[], options: ClusterOptions = {}): Promise<TestCluster[]> {
  const { progress = silent } = options;
  const kubeconfig = userKubeconfig();
  if (kubeconfig !== undefined) return userClusters(kubeconfig, names, progress);
  if (process.env["KUBECONFIG"]) {
    const detail = "tests may change a cluster of yours only if ISTHMUS_TEST_KUBECONFIG names it";
    progress({ step: "KUBECONFIG ignored", state: "done", detail });
  }
  return exclusively(progress, async () => {
    if (await kindAnswers()) return ensureKindClusters(names, progress);
    const support = await clusterSupport();
    if (!support.ok) throw new Error(`no test cluster: ${support.reason}\nnext step: ${support.nextStep}`);
    return ensureLocalClusters(names, progress);
  });
}

/** Removes clusters of this harness with all they left, but keeps the build cache; all of them without names. */
export async function stopClusters(names?: string[], options: ClusterOptions = {}): Promise<void> {
  const { progress = silent } = options;
  await exclusively(progress, async () => {
    if (await kindAnswers()) await stopKindClusters(names, progress);
    if (process.platform === "linux" && process.getuid?.() === 0) await stopLocalClusters(names, progress);
  });
}
