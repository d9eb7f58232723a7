import { readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nodeLayout } from "./layout.js";

const cgroupRoot = "/sys/fs/cgroup";
/** containerd's parent for containers whose kubelet names none. */
const parent = "k8s.io";

/** Takes away the control groups of the node's containers, which outlive processes that are killed. */
export async function removeCgroups(name: string): Promise<void> {
  const tasks = join(nodeLayout(name).lib, "containerd", "io.containerd.runtime.v2.task", parent);
  const containers = await readdir(tasks).catch(() => []);
  for (const hierarchy of await hierarchies()) {
    for (const container of containers) await removeEmpty(join(hierarchy, parent, container));
  }
}

/** Takes away the parent of all control groups, once no node is left to use it. */
export async function removeCgroupParent(): Promise<void> {
  for (const hierarchy of await hierarchies()) await removeEmpty(join(hierarchy, parent));
}

/** cgroup v2 is one hierarchy at the root; v1 has one in each folder. */
async function hierarchies(): Promise<string[]> {
  const folders = await readdir(cgroupRoot, { withFileTypes: true }).catch(() => []);
  const below = folders.flatMap((entry) =>
    entry.isDirectory() && entry.name !== parent ? [join(cgroupRoot, entry.name)] : [],
  );
  return [cgroupRoot, ...below];
}

const retries = 40;

/** Leaves alone what is not there or not empty; waits a little for processes that are still on their way out. */
async function removeEmpty(folder: string): Promise<void> {
  for (let attempt = 0; attempt < retries; attempt++) {
    try {
      return await rmdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EBUSY" || (await hasGroups(folder))) return;
      await sleep(50);
    }
  }
}

const hasGroups = async (folder: string) =>
  (await readdir(folder, { withFileTypes: true })).some((entry) => entry.isDirectory());
