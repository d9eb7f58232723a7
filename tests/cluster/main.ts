import { ensureClusters, stopClusters } from "./index.js";
import { localClusters } from "./local/local-cluster.js";
import { progressLine } from "./progress.js";
import type { Progress } from "./test-cluster.js";

const usage = `usage: cluster <command>
  up [names…]      start clusters, or check that they run (default: shop payments)
  down [names…]    remove clusters (default: all)
  status           which local clusters there are and how they are
`;

const progress: Progress = (event) => console.error(progressLine(event));

async function main([command, ...names]: readonly string[]): Promise<number> {
  switch (command) {
    case "up": {
      const clusters = await ensureClusters(names.length === 0 ? ["shop", "payments"] : names, { progress });
      for (const { name, origin, kubeconfig, context, nodeAddress, enforcesNetworkPolicy } of clusters) {
        console.log(`${name} (${origin}): node ${nodeAddress}, KUBECONFIG=${kubeconfig}, context ${context}`);
        if (!enforcesNetworkPolicy) console.log(`${name} does not enforce NetworkPolicy`);
      }
      return 0;
    }
    case "down":
      await stopClusters(names.length === 0 ? undefined : names, { progress });
      return 0;
    case "status": {
      const clusters = await localClusters();
      for (const { cluster, problem } of clusters) {
        console.log(
          `${cluster.name}: ${problem ?? "healthy"}, node ${cluster.nodeAddress}, KUBECONFIG=${cluster.kubeconfig}`,
        );
      }
      return clusters.every(({ problem }) => problem === undefined) ? 0 : 1;
    }
    default:
      console.error(usage);
      return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
