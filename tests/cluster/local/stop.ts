import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { timed } from "../progress.js";
import { identify, isAlive } from "../process-identity.js";
import type { Progress } from "../test-cluster.js";
import { removeCgroupParent, removeCgroups } from "./cgroups.js";
import { namespaceOf, nodeLayout } from "./layout.js";
import { nodeNamespaces, processesIn, removeHub, removeNodeNetwork } from "./network.js";
import { childOf } from "./node.js";
import { nodeNames, readState } from "./state.js";

const stopTimeoutMs = 30_000;

/** Every node that left anything behind, whether recorded or not. */
export async function knownNodes(): Promise<string[]> {
  return [...new Set([...(await nodeNames()), ...(await nodeNamespaces())])].sort();
}

/** Stops nodes and removes all they left. The last one takes the network between nodes along. */
export async function stopNodes(names: readonly string[], progress: Progress): Promise<void> {
  const known = await knownNodes();
  const stopping = names.filter((name) => known.includes(name));
  await Promise.all(stopping.map((name) => timed(progress, `${name}: stop`, () => stopNode(name))));
  if ((await knownNodes()).length > 0) return;
  await removeHub();
  await removeCgroupParent();
}

async function stopNode(name: string) {
  await endProcesses(name);
  await removeNodeNetwork(name);
  await removeCgroups(name);
  await rm(nodeLayout(name).root, { recursive: true, force: true, maxRetries: 5 });
}

/** By id: those recorded, and whatever else runs in the node's network namespace (a killed start records late). */
async function endProcesses(name: string) {
  const state = await readState(name);
  // PID 1 leaves its network namespace before it has seen the last pod end, so it is waited for by itself.
  const first = state?.init === undefined ? undefined : await childOf(state.init.pid);
  const pidOne = first === undefined ? undefined : await identify(first);
  const recorded = [pidOne, state?.init, ...Object.values(state?.components ?? {})].flatMap((process) => process ?? []);
  for (const end = Date.now() + stopTimeoutMs; Date.now() < end; await sleep(50)) {
    const alive = new Set<number>();
    for (const identity of recorded) if (await isAlive(identity)) alive.add(identity.pid);
    for (const pid of await processesIn(namespaceOf(name))) if ((await identify(pid)) !== undefined) alive.add(pid);
    if (alive.size === 0) return;
    for (const pid of alive) kill(pid);
  }
  throw new Error(`processes of cluster ${name} did not end within ${stopTimeoutMs / 1000} s`);
}

function kill(pid: number) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
