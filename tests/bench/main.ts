import { mkdtempSync, rmSync } from "node:fs";
import { arch, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { ensureClusters, type Progress, stopClusters, type TestCluster } from "../cluster/index.js";
import { localClusters } from "../cluster/local/local-cluster.js";
import { progressLine } from "../cluster/progress.js";
import type { Bench } from "./bench.js";
import { missingRow, row, type Row } from "./row.js";
import { cases } from "./rows/index.js";
import { select } from "./select.js";
import { table } from "./table.js";

const clusterName = "bench";
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    interrupted = true;
    console.error("interrupted: the round ends, then everything is taken down (again to leave at once)");
  });
}

const progress: Progress = (event) => {
  if (interrupted && event.state === "start" && !event.step.endsWith(": stop")) throw new Error("interrupted");
  console.error(progressLine(event));
};

/** Progress and the table go to standard error, and a line of JSON a row to standard output. */
async function main(words: string[]): Promise<void> {
  const chosen = select(cases, words);
  const scratch = mkdtempSync(join(tmpdir(), "isthmus-bench-"));
  let cluster: Promise<{ cluster: TestCluster; ours: boolean }> | undefined;
  const bench: Bench = { progress, scratch, cluster: async () => (await (cluster ??= startCluster())).cluster };
  const rows: Row[] = [];
  try {
    for (const { name, measure } of chosen) {
      if (interrupted) break;
      progress({ step: name, state: "start" });
      try {
        rows.push(...(await measure(bench)).map((figure) => row(`${name} ${figure.name}`, figure)));
      } catch (error) {
        rows.push(missingRow(name, error instanceof Error ? error.message : String(error)));
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    if ((await cluster?.catch(() => undefined))?.ours) {
      await stopClusters([clusterName], { progress: (event) => console.error(progressLine(event)) });
    }
  }
  console.error(`${machine()}\n${table(rows)}`);
  for (const each of rows) console.log(JSON.stringify(each));
}

/** What the figures were taken on, and how busy it was. */
function machine(): string {
  const processors = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${processors.length} x ${processors[0]?.model ?? arch()}, ${memory}, Node ${process.versions.node}, load average ${load.join(" ")}`;
}

/** A cluster that ran before runs afterwards. */
async function startCluster(): Promise<{ cluster: TestCluster; ours: boolean }> {
  const before = process.platform === "linux" ? await localClusters() : [];
  const [cluster] = await ensureClusters([clusterName], { progress });
  if (cluster === undefined) throw new Error("one cluster was asked for");
  return { cluster, ours: cluster.origin !== "kubeconfig" && !before.some((one) => one.cluster.name === clusterName) };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
