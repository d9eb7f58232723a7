import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { runRoot } from "../paths.js";
import type { ProcessIdentity } from "../process-identity.js";
import { nodeLayout } from "./layout.js";

/** What is written down about a node, so that another process can check or stop it. */
export interface NodeState {
  name: string;
  address: string;
  /** PID 1 of the node, seen from the host. */
  init?: ProcessIdentity;
  components: Record<string, ProcessIdentity>;
  /** Fingerprint of each image that was imported, by reference. */
  images: Record<string, string>;
  /** Set once the node came up whole. */
  complete: boolean;
}

/** The record of a node; undefined where there is none, or none that can be read. */
export async function readState(name: string): Promise<NodeState | undefined> {
  try {
    return JSON.parse(await readFile(nodeLayout(name).state, "utf8")) as NodeState;
  } catch {
    return undefined;
  }
}

/** Replaces the record in one step: a killed run leaves the old one or the new one. */
export async function writeState(state: NodeState): Promise<void> {
  const { root, state: path } = nodeLayout(state.name);
  await mkdir(root, { recursive: true });
  await writeFile(`${path}.partial`, JSON.stringify(state, undefined, 2));
  await rename(`${path}.partial`, path);
}

/** Names of all nodes that left anything behind. */
export async function nodeNames(): Promise<string[]> {
  const entries = await readdir(runRoot(), { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}
