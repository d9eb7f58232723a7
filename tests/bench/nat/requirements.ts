import { existsSync } from "node:fs";
import { join } from "node:path";
import { run, succeeds } from "../../cluster/command.js";
import { timed } from "../../cluster/progress.js";
import { canInstall, ensurePackages, searchPath } from "../../cluster/requirements.js";
import { type Bench, CannotRun } from "../bench.js";

/** Where packets can be sent between network namespaces; installs what they need but Go. */
export async function ensureNamespaces({ progress }: Bench): Promise<void> {
  if (process.platform !== "linux") throw new CannotRun("network namespaces are Linux's", "run it on Linux");
  if (process.getuid?.() !== 0) throw new CannotRun("only root makes network namespaces", "run it as root");
  if (!(await succeeds("go", ["version"]))) throw new CannotRun("what sends packets is built by Go", "install Go 1.25");
  if (!(await succeeds("unshare", ["--net", "true"])))
    throw new CannotRun(
      "this machine lets root make no namespace",
      "run it outside a container, or in a privileged one",
    );
  await ensurePackages(progress);
}

/** Installs iperf3 where it is missing. */
export async function ensureIperf({ progress }: Bench): Promise<void> {
  if (isHere("iperf3")) return;
  if (!(await canInstall())) throw new CannotRun("iperf3 is not here", "install it with your package manager");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await timed(progress, "install iperf3", () =>
    run("apt-get", ["install", "-qq", "-y", "--no-install-recommends", "iperf3"], { env }),
  );
}

/** The older iptables, which goes through rules faster than that of nftables, where there is one. */
export const iptablesRestore = (): string =>
  isHere("iptables-legacy-restore") ? "iptables-legacy-restore" : "iptables-restore";

const isHere = (program: string): boolean => searchPath().some((folder) => existsSync(join(folder, program)));
