import { access } from "node:fs/promises";
import { run } from "./command.js";
import { firstNodeAddress, kubectl } from "./kubectl.js";
import { ensureKubectl } from "./programs.js";
import type { Progress, TestCluster } from "./test-cluster.js";

/** The user's explicit word that tests may change a cluster of theirs. `$KUBECONFIG` alone never is. */
export const userKubeconfig = () => process.env["ISTHMUS_TEST_KUBECONFIG"] || undefined;

/** Clusters of the user, which are used as they are: nothing is started, stopped or imported. */
export async function userClusters(
  kubeconfig: string,
  names: readonly string[],
  progress: Progress,
): Promise<TestCluster[]> {
  await access(kubeconfig).catch(() => {
    throw new Error(`ISTHMUS_TEST_KUBECONFIG names ${kubeconfig}, which cannot be read`);
  });
  const contexts = parseContexts(process.env["ISTHMUS_TEST_CONTEXTS"] ?? "");
  const current = (
    await run(await ensureKubectl({ progress }), ["--kubeconfig", kubeconfig, "config", "current-context"])
  ).trim();
  const clusters: TestCluster[] = [];
  for (const name of names) {
    const cluster = { kubeconfig, context: contexts.get(name) ?? current };
    await kubectl(cluster, ["get", "--raw=/readyz"], { timeoutMs: 10_000 });
    progress({ step: `${name}: context ${cluster.context} of ${kubeconfig}`, state: "cached", detail: imagesNote });
    clusters.push({
      name,
      origin: "kubeconfig",
      ...cluster,
      nodeAddress: await firstNodeAddress(cluster),
      enforcesNetworkPolicy: process.env["ISTHMUS_TEST_NETWORK_POLICY"] === "enforced",
    });
  }
  return clusters;
}

const imagesNote = "load the test images yourself (archives: ~/.cache/isthmus/images)";

/** Reads `shop=ctxA,payments=ctxB`. */
export function parseContexts(text: string): Map<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return new Map(
    pairs.map((pair) => {
      const [name = "", ...context] = pair.trim().split("=");
      if (name === "" || context.join("=") === "") {
        throw new Error(`ISTHMUS_TEST_CONTEXTS holds "${pair}": write name=context, separated by commas`);
      }
      return [name, context.join("=")];
    }),
  );
}
