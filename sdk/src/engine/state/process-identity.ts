import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one of the same number: when it began. Undefined for a process that has ended, and
 * where the system does not say.
 */
export function beginningOf(pid: number): string | undefined {
  return process.platform === "linux" ? beginningOnLinux(pid) : beginningByPs(pid);
}

/** True if the process runs, as far as can be told, and is not another one that was given its number. */
export function isRunning(pid: number, beginning: string | undefined): boolean {
  if (!exists(pid)) return false;
  if (beginning === undefined) return true;
  return beginningOf(pid) === beginning;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Field 22 of proc_pid_stat(5), in ticks since the boot; the name before it may hold spaces and parentheses. */
function beginningOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    if (state === "Z" || state === "X" || ticks === undefined) return undefined;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

function beginningByPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return status === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
}
