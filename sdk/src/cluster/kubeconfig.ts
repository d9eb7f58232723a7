import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf, refuse } from "../model/problem.js";

/** Which cluster a provider means, as it says. */
export interface ClusterSettings {
  /** A file, several joined by `:`, or the text of a kubeconfig. */
  kubeconfig?: string;
  context?: string;
}

/** True if a kubeconfig setting is the text itself and not a path. */
export const isKubeconfigText = (kubeconfig: string): boolean => /[\n{]/.test(kubeconfig);

/**
 * The kubeconfig of the settings, else of `$KUBECONFIG`, else of the home directory, else of the pod we run in;
 * undefined where there is none. One that cannot be read is a problem.
 */
export async function loadKubeconfig(settings: ClusterSettings, dir: string): Promise<KubeConfig | undefined> {
  const { kubeconfig, context } = settings;
  if (kubeconfig !== undefined && isKubeconfigText(kubeconfig)) {
    const config = await emptyConfig();
    read("kubeconfig (given as text)", () => config.loadFromString(kubeconfig));
    return withContext(config, context);
  }
  const files = kubeconfigFiles(kubeconfig).map((file) => resolve(dir, file.replace(/^~(?=\/|$)/, homedir())));
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) {
    const hint = "set KUBECONFIG, or the provider's kubeconfig, to a file that does";
    refuse("kubeconfig.missing", missing, "the kubeconfig does not exist", hint);
  }
  if (files.length === 0) return inPod() ? podConfig() : undefined;
  const config = await emptyConfig();
  for (const [i, file] of files.entries()) {
    const part = i === 0 ? config : await emptyConfig();
    read(file, () => part.loadFromFile(file));
    if (i > 0) config.mergeConfig(part);
  }
  return withContext(config, context);
}

/** Begins to load what a cluster will need, if this machine is set up for one: it takes half a second. */
export function warmUp(): void {
  if (kubeconfigFiles(undefined).length > 0 || inPod()) emptyConfig().catch(() => undefined);
}

/** The library is large, and loaded only where there is a cluster. */
async function emptyConfig(): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  return new KubeConfig();
}

async function podConfig(): Promise<KubeConfig> {
  const config = await emptyConfig();
  config.loadFromCluster();
  return config;
}

function kubeconfigFiles(kubeconfig: string | undefined): string[] {
  const given = kubeconfig ?? process.env["KUBECONFIG"] ?? "";
  if (given !== "") return given.split(delimiter).filter((file) => file !== "");
  const home = join(homedir(), ".kube", "config");
  return existsSync(home) ? [home] : [];
}

function withContext(config: KubeConfig, context: string | undefined): KubeConfig {
  const known = config.getContexts().map(({ name }) => name);
  const listed = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  if (context !== undefined) {
    if (!known.includes(context))
      refuse("kubeconfig.context", "context", `the kubeconfig has no context "${context}"; ${listed}`);
    config.setCurrentContext(context);
  }
  if (config.getCurrentCluster() === null) {
    refuse(
      "kubeconfig.context",
      "current-context",
      `the kubeconfig's current context "${config.getCurrentContext()}" names no cluster; ${listed}`,
      "set the provider's `context`",
    );
  }
  return config;
}

/** The message of a YAML parser quotes what it read, so only its first line is told, and not for text. */
function read(path: string, load: () => void): void {
  try {
    load();
  } catch (error) {
    const said = path.startsWith("kubeconfig") ? "" : `: ${messageOf(error).split("\n")[0]}`;
    refuse("kubeconfig.invalid", path, `not a kubeconfig${said}`);
  }
}

const inPod = (): boolean => existsSync("/var/run/secrets/kubernetes.io/serviceaccount/token");
