import { readFile } from "node:fs/promises";
import { kubectl } from "../kubectl.js";
import type { TestCluster } from "../test-cluster.js";
import { childOf, startComponent } from "./node.js";
import { readState, writeState } from "./state.js";

const COMPONENT = "kube-apiserver";

/** The process of a local cluster's API server. */
export async function apiServerPid({ name }: TestCluster): Promise<number> {
  const holder = (await readState(name))?.components[COMPONENT];
  const pid = holder === undefined ? undefined : await childOf(holder.pid);
  if (pid === undefined) throw new Error(`no API server of ${name} runs`);
  return pid;
}

/** Kills the API server of a local cluster, and starts it again after some milliseconds. */
export async function restartApiServer(cluster: TestCluster, downMs: number): Promise<void> {
  const state = await readState(cluster.name);
  if (state?.init === undefined) throw new Error(`${cluster.name} is no local cluster`);
  const pid = await apiServerPid(cluster);
  const [program = "", ...args] = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").slice(0, -1);
  process.kill(pid, "SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, downMs));
  state.components[COMPONENT] = await startComponent(state.init, cluster.name, { name: COMPONENT, program, args });
  await writeState(state);
}

/** Waits until the API server of a cluster says that it is ready. */
export async function apiServerReady(cluster: TestCluster): Promise<void> {
  for (const end = Date.now() + 60_000; ;) {
    try {
      return void (await kubectl(cluster, ["get", "--raw=/readyz"], { timeoutMs: 5000 }));
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
