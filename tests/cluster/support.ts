import { run, succeeds } from "./command.js";
import { exists } from "./files.js";
import { kindAnswers } from "./kind.js";
import { canInstall, missingPackages } from "./requirements.js";
import { userKubeconfig } from "./user-cluster.js";

/** Whether a test cluster can be had on this machine, or what to do so that it can. */
export type ClusterSupport = { ok: true } | { ok: false; reason: string; nextStep: string };

const oldestGo = [1, 25] as const;
const orKind = "or install Docker and kind, or name a cluster in ISTHMUS_TEST_KUBECONFIG";

/** Looks, without starting or installing anything. */
export async function clusterSupport(): Promise<ClusterSupport> {
  const kubeconfig = userKubeconfig();
  if (kubeconfig !== undefined) {
    return (await exists(kubeconfig))
      ? { ok: true }
      : no(
          `${kubeconfig} cannot be read`,
          "correct ISTHMUS_TEST_KUBECONFIG, or unset it to use a cluster of the tests' own",
        );
  }
  return (await kindAnswers()) ? { ok: true } : localSupport();
}

async function localSupport(): Promise<ClusterSupport> {
  if (process.platform !== "linux")
    return no(`a local node needs Linux, this is ${process.platform}`, "install Docker and kind");
  if (process.getuid?.() !== 0) return no("a local node needs root, for network namespaces", `run as root, ${orKind}`);
  const go = await run("go", ["env", "GOVERSION"]).catch(() => undefined);
  if (go === undefined || !isRecentGo(go)) {
    return no(
      `a local node is built by Go, found ${go?.trim() ?? "none"}`,
      `install Go ${oldestGo.join(".")} or later, ${orKind}`,
    );
  }
  const missing = await missingPackages();
  if (missing.length > 0 && !(await canInstall())) {
    return no(`missing: ${missing.join(", ")}`, `install them with your package manager, ${orKind}`);
  }
  const namespaces = ["--mount", "--net", "--pid", "--uts", "--ipc", "--fork", "true"];
  if (!missing.includes("util-linux") && !(await succeeds("unshare", namespaces))) {
    return no(
      "this machine lets root make no namespaces",
      `run outside a container, or in a privileged one, ${orKind}`,
    );
  }
  return { ok: true };
}

/** Reads `go1.26.8`. */
export function isRecentGo(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > oldestGo[0] || (Number(major) === oldestGo[0] && Number(minor) >= oldestGo[1]);
}

const no = (reason: string, nextStep: string): ClusterSupport => ({ ok: false, reason, nextStep });
