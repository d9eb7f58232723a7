import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run, succeeds } from "./command.js";
import { ensureTestImages, type Image } from "./images.js";
import { firstNodeAddress, kubectl } from "./kubectl.js";
import { clusterNetwork } from "./local/layout.js";
import { cacheRoot } from "./paths.js";
import { timed } from "./progress.js";
import type { Progress, TestCluster } from "./test-cluster.js";

const prefix = "isthmus-";
const folder = () => join(cacheRoot(), "kind");
const imagesFile = (name: string) => join(folder(), `${name}.images.json`);

/** Whether a Docker engine answers and kind is installed. */
export async function kindAnswers(): Promise<boolean> {
  if (!(await succeeds("kind", ["version"], { timeoutMs: 5000 }))) return false;
  return succeeds("docker", ["info", "--format", "{{.ServerVersion}}"], { timeoutMs: 5000 });
}

/** kind clusters side by side; their nodes meet on Docker's network `kind`. */
export async function ensureKindClusters(names: readonly string[], progress: Progress): Promise<TestCluster[]> {
  await mkdir(folder(), { recursive: true });
  const testImages = await ensureTestImages(progress);
  const version = await run("kind", ["version"]);
  const clusters: TestCluster[] = [];
  for (const name of names) {
    const access = { kubeconfig: join(folder(), `${name}.kubeconfig`), context: `kind-${prefix}${name}` };
    await ensureCluster(name, access, progress);
    await timed(progress, `${name}: images`, () => loadImages(name, testImages));
    clusters.push({
      name,
      origin: "kind",
      ...access,
      nodeAddress: await firstNodeAddress(access),
      enforcesNetworkPolicy: kindEnforcesNetworkPolicy(version),
    });
  }
  return clusters;
}

/** Deletes kind clusters of this harness, all when no names are given. */
export async function stopKindClusters(names: readonly string[] | undefined, progress: Progress): Promise<void> {
  const running = await kindClusterNames();
  for (const name of names ?? running) {
    if (running.includes(name)) {
      await timed(progress, `${name}: stop`, () => run("kind", ["delete", "cluster", "--name", `${prefix}${name}`]));
    }
    for (const file of [join(folder(), `${name}.kubeconfig`), imagesFile(name)]) await rm(file, { force: true });
  }
}

/** kind's own CNI enforces NetworkPolicy from 0.24 on. Reads `kind v0.30.0 go1.24.6 linux/amd64`. */
export function kindEnforcesNetworkPolicy(version: string): boolean {
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 0 || Number(minor) >= 24;
}

async function kindClusterNames(): Promise<string[]> {
  const names = (await run("kind", ["get", "clusters", "--quiet"])).split("\n");
  return names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

async function ensureCluster(name: string, access: Pick<TestCluster, "kubeconfig" | "context">, progress: Progress) {
  const cluster = ["--name", `${prefix}${name}`, "--kubeconfig", access.kubeconfig];
  if ((await kindClusterNames()).includes(name)) {
    await run("kind", ["export", "kubeconfig", ...cluster]);
    try {
      await kubectl(access, ["get", "--raw=/readyz"], { timeoutMs: 5000 });
      return progress({ step: `${name}: runs and is healthy`, state: "cached" });
    } catch {
      await run("kind", ["delete", "cluster", ...cluster]);
    }
  }
  await rm(imagesFile(name), { force: true });
  const config = {
    kind: "Cluster",
    apiVersion: "kind.x-k8s.io/v1alpha4",
    networking: { podSubnet: clusterNetwork.pods, serviceSubnet: clusterNetwork.services },
  };
  await timed(progress, `${name}: kind create cluster`, () =>
    run("kind", ["create", "cluster", ...cluster, "--wait", "180s", "--config", "-"], {
      input: JSON.stringify(config),
    }),
  );
}

/** Loads what the cluster does not hold in this version yet. */
export async function loadImages(name: string, images: readonly Image[]): Promise<void> {
  const known = await readFile(imagesFile(name), "utf8").catch(() => "{}");
  const loaded = JSON.parse(known) as Record<string, string>;
  for (const { reference, archive, fingerprint } of images) {
    if (loaded[reference] === fingerprint) continue;
    await run("kind", ["load", "image-archive", archive, "--name", `${prefix}${name}`]);
    loaded[reference] = fingerprint;
    await writeFile(imagesFile(name), JSON.stringify(loaded));
  }
}
