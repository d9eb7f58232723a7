import { ensureClusters, stopClusters } from "./index.js";
import { localClusters } from "./local/local-cluster.js";
import { progressLine } from "./progress.js";
import type { Progress } from "./test-cluster.js";

const usage = `usage: cluster <command>
  up [names…]      start clusters, or check that they run (default: shop payments)
  down [names…]    remove clusters (default: all)
  status           which local clusters there are and how they are
`;

let interrupted = false;
process.once("SIGINT", () => {
  interrupted = true;
  console.error("interrupted: cleaning up (again to leave it to the next run)");
});

const progress: Progress = (event) => {
  console.error(progressLine(event));
};

/** An interrupt ends `up` where its next step would begin, by the same way out as any failure. */
const interruptible: Progress = (event) => {
  progress(event);
  if (interrupted && event.state === "start" && !event.step.endsWith(": stop")) throw new Error("interrupted");
};

async function main([command, ...names]: readonly string[]): Promise<number> {
  switch (command) {
    case "up": {
      const clusters = await ensureClusters(names.length === 0 ? ["shop", "payments"] : names, {
        progress: interruptible,
      });
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

const describeError = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message}\ncaused by: ${describeError(cause)}` : message;

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? describeError(error) : error);
    process.exitCode = 1;
  },
);
