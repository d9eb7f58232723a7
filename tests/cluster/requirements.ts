import { join } from "node:path";
import { run, succeeds } from "./command.js";
import { exists } from "./files.js";
import { timed } from "./progress.js";
import type { Progress } from "./test-cluster.js";

/** Debian packages of a local node, each with what shows that it is there. */
const packages: Record<string, { programs: readonly string[] }> = {
  containerd: { programs: ["containerd", "ctr", "containerd-shim-runc-v2"] },
  runc: { programs: ["runc"] },
  nftables: { programs: ["nft"] },
  iproute2: { programs: ["ip"] },
  conntrack: { programs: ["conntrack"] },
  iptables: { programs: ["iptables"] },
  openssl: { programs: ["openssl"] },
  "util-linux": { programs: ["nsenter", "unshare"] },
  mount: { programs: ["mount"] },
  "python3-pip": { programs: ["python3", "pip"] },
};
const cniPackage = "containernetworking-plugins";
const cniFolders = ["/usr/lib/cni", "/opt/cni/bin"];

/** Debian packages that this machine still needs. */
export async function missingPackages(): Promise<string[]> {
  const path = searchPath();
  const found = async (program: string) =>
    (await firstExisting(path.map((folder) => join(folder, program)))) !== undefined;
  const missing: string[] = [];
  for (const [name, { programs }] of Object.entries(packages)) {
    for (const program of programs) {
      if (await found(program)) continue;
      missing.push(name);
      break;
    }
  }
  return (await cniPlugins()) === undefined ? [...missing, cniPackage] : missing;
}

/** Installs what is missing, with apt-get. */
export async function ensurePackages(progress: Progress): Promise<void> {
  const missing = await missingPackages();
  if (missing.length === 0) return progress({ step: "Debian packages", state: "cached" });
  await timed(
    progress,
    "install Debian packages",
    async () => {
      const env = { DEBIAN_FRONTEND: "noninteractive" };
      await run("apt-get", ["update", "-qq"], { env });
      await run("apt-get", ["install", "-qq", "-y", "--no-install-recommends", ...missing], { env });
    },
    missing.join(" "),
  );
}

/** The folder of the CNI plugins; distributions do not agree on it. */
export async function cniPlugins(): Promise<string | undefined> {
  for (const folder of cniFolders) {
    if (await firstExisting([join(folder, "bridge")])) return folder;
  }
  return undefined;
}

/** Whether apt-get is here to install with. */
export const canInstall = () => succeeds("apt-get", ["--version"]);

/** root's PATH may lack the sbin folders, where most of these programs live. */
export const searchPath = () => [
  ...new Set([...(process.env["PATH"] ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]),
];

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(path)) return path;
  return undefined;
}
