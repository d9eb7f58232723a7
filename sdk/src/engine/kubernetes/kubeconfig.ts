import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf, refuse } from "../problems.js";

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
export async function loadKubeconfig(
  { kubeconfig, context }: ClusterSettings,
  dir: string,
): Promise<KubeConfig | undefined> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (kubeconfig !== undefined && isKubeconfigText(kubeconfig)) {
    read("kubeconfig (given as text)", () => config.loadFromString(kubeconfig));
  } else {
    const given = kubeconfig ?? process.env["KUBECONFIG"];
    const files =
      given === undefined || given === "" ? homeKubeconfig() : given.split(delimiter).filter((file) => file !== "");
    files.forEach((file, i) => {
      const path = resolve(dir, file.replace(/^~(?=\/|$)/, homedir()));
      if (!existsSync(path))
        refuse(
          "kubeconfig.missing",
          path,
          "the kubeconfig does not exist",
          "set KUBECONFIG, or the provider's kubeconfig, to a file that does",
        );
      if (i === 0) return read(path, () => config.loadFromFile(path));
      const more = new KubeConfig();
      read(path, () => more.loadFromFile(path));
      config.mergeConfig(more);
    });
    if (files.length === 0 && !loadFromPod(config)) return undefined;
  }
  return withContext(config, context);
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

function homeKubeconfig(): string[] {
  const file = join(homedir(), ".kube", "config");
  return existsSync(file) ? [file] : [];
}

function loadFromPod(config: KubeConfig): boolean {
  if (!existsSync("/var/run/secrets/kubernetes.io/serviceaccount/token")) return false;
  config.loadFromCluster();
  return true;
}
