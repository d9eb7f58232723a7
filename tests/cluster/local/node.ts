import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { exists } from "../files.js";
import { identify, isAlive, type ProcessIdentity } from "../process-identity.js";
import { searchPath } from "../requirements.js";
import type { Component } from "./components.js";
import { namespaceOf, nodeLayout, type NodeLayout } from "./layout.js";

/**
 * PID 1 of a node. It gives the node a /run, a /var/lib and a /var/log of its own, and shows the kubelet the kernel
 * settings that it would otherwise write, which are the host's. It then only reaps orphans: when it is killed, the
 * kernel ends every process of the node, pods included, and takes all mounts away.
 */
const initScript = `set -e
mount --bind "$1/lib" /var/lib
mount --bind "$1/log" /var/log
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/settings
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \\
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file="/proc/sys/\${setting%%=*}"
  [ -e "$file" ] || continue
  shown="/run/settings/$(echo "\${setting%%=*}" | tr / .)"
  echo "\${setting#*=}" > "$shown"
  mount --bind "$shown" "$file"
done
mount --make-rshared /
echo "$2" > /proc/sys/kernel/hostname
: > "$1/init-ready"
while :; do sleep 3600; done
`;

const initTimeoutMs = 10_000;

/** Starts PID 1 of a node in new namespaces and returns the process on the host that holds it. */
export async function startInit(name: string, layout: NodeLayout): Promise<ProcessIdentity> {
  await Promise.all([layout.lib, layout.log].map((folder) => mkdir(folder, { recursive: true })));
  const unshare = ["unshare", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc"];
  const shell = ["sh", "-c", initScript, "isthmus-node", layout.root, name];
  const args = [`--net=/run/netns/${namespaceOf(name)}`, ...unshare, ...shell];
  return launch("nsenter", args, layout.logOf("init"));
}

/** Waits until the node can be entered. */
export async function waitForInit(init: ProcessIdentity, layout: NodeLayout): Promise<void> {
  for (const end = Date.now() + initTimeoutMs; Date.now() < end; await sleep(20)) {
    if (await exists(layout.initReady)) return;
    if (!(await isAlive(init))) break;
  }
  const log = await readFile(layout.logOf("init"), "utf8").catch(() => "");
  throw new Error(`the namespaces of the node could not be set up\n${log.trim()}`);
}

/** Arguments for `nsenter` to run something as a process of the node. */
export async function enter(init: ProcessIdentity): Promise<string[]> {
  const child = await childOf(init.pid);
  if (child === undefined) throw new Error(`process ${init.pid}, which holds the node, has ended`);
  return [`--target=${child}`, "--mount", "--net", "--uts", "--ipc", "--pid", "--"];
}

/** Starts a component inside the node. It outlives this process. */
export async function startComponent(
  init: ProcessIdentity,
  name: string,
  { name: component, program, args }: Component,
) {
  const log = nodeLayout(name).logOf(component);
  return launch("nsenter", [...(await enter(init)), program, ...args], log);
}

async function launch(program: string, args: readonly string[], log: string): Promise<ProcessIdentity> {
  const output = await open(log, "a");
  try {
    const env = { ...process.env, PATH: searchPath().join(":") };
    const child = spawn(program, args, { detached: true, cwd: "/", env, stdio: ["ignore", output.fd, output.fd] });
    await once(child, "spawn");
    child.unref();
    const identity = child.pid === undefined ? undefined : await identify(child.pid);
    if (identity === undefined) throw new Error(`${program} ${args.join(" ")} ended at once, see ${log}`);
    return identity;
  } finally {
    await output.close();
  }
}

/** The first child of a process, from /proc. */
export async function childOf(parent: number): Promise<number | undefined> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/status`, "utf8").catch(() => "");
    if (/^PPid:\t(\d+)$/m.exec(status)?.[1] === String(parent)) return Number(entry);
  }
  return undefined;
}
