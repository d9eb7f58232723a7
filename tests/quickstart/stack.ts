import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Access, openSession } from "../../sdk/src/engine/session.js";
import { revealed } from "../../sdk/src/engine/value.js";
import { readKeyPair } from "../../sdk/src/trust/index.js";
import { kubectl, type TestCluster } from "../cluster/index.js";
import type { Authority } from "./forgeries.js";

/** The root of the project, where the quickstart program is. */
export const root = resolve(__dirname, "../..");
const stateFile = (stack: string, dir: string): string => join(dir, ".isthmus", `${stack}.json`);
const clustersFile = (stack: string, dir: string): string => join(dir, ".isthmus", `${stack}.clusters`);

/** Runs the command line tool as its user would, with its output shown; in the root unless told where. */
export async function isthmus(
  stack: string,
  command: "up" | "destroy",
  config: Record<string, string>,
  dir = root,
): Promise<void> {
  const flags =
    command === "up" ? Object.entries(config).flatMap(([key, value]) => ["--config", `${key}=${value}`]) : [];
  const args = [join(root, "sdk/bin/isthmus.js"), command, dir, "--yes", "--stack", stack, ...flags];
  const child = spawn(process.execPath, command === "up" ? [...args, "--skip-preview"] : args, { stdio: "inherit" });
  const code = await new Promise((done) => child.on("close", done));
  if (code !== 0) throw new Error(`isthmus ${command} ended with exit code ${String(code)}`);
}

/** What the program is told about the clusters. */
export const stackConfig = (
  { shop, payments }: { shop: TestCluster; payments: TestCluster },
  permits: { permitCheckout?: boolean; permitCatalog?: boolean } = {},
): Record<string, string> => ({
  shopKubeconfig: shop.kubeconfig,
  paymentsKubeconfig: payments.kubeconfig,
  paymentsAddress: payments.nodeAddress,
  permitCheckout: String(permits.permitCheckout ?? true),
  permitCatalog: String(permits.permitCatalog ?? false),
});

/** Clusters that were made anew know nothing of what an older state says; then the state goes. */
export async function forgetOtherClusters(stack: string, clusters: TestCluster[], dir = root): Promise<void> {
  const ids = await Promise.all(
    clusters.map((cluster) => kubectl(cluster, ["get", "namespace", "kube-system", "-o=jsonpath={.metadata.uid}"])),
  );
  const known = existsSync(clustersFile(stack, dir)) ? readFileSync(clustersFile(stack, dir), "utf8") : "";
  if (known !== ids.join("\n")) forgetStack(stack, dir);
  mkdirSync(join(dir, ".isthmus"), { recursive: true });
  writeFileSync(clustersFile(stack, dir), ids.join("\n"));
}

export function forgetStack(stack: string, dir = root): void {
  for (const file of [stateFile(stack, dir), clustersFile(stack, dir)]) rmSync(file, { force: true });
}

/** A mesh's issuer with its key, as whoever steals the state and its passphrase has it. */
export async function stolenIssuer(stack: string, mesh: string): Promise<Authority> {
  const { state } = await openSession({ dir: root, stack }, Access.Read);
  const issuer = state.resources.find(({ urn }) => urn.endsWith(`::crossing-${mesh}-issuer`));
  const { certificate, privateKey } = revealed(issuer?.outputs ?? {}) as { certificate: string; privateKey: string };
  return { certificate, key: await readKeyPair(privateKey) };
}
