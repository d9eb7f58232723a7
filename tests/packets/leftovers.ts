import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { identify, isAlive } from "../cluster/process-identity.js";
import { ipHere } from "./network.js";

const pattern = /^iso-packets-(\d+)-(\d+)-[0-9a-f]+-/;

/** The start of all namespaces' names of a lab: whose process it is, for those who clean up behind a killed one. */
export async function labPrefix(): Promise<string> {
  const startedAt = (await identify(process.pid))?.startedAt ?? "0";
  return `iso-packets-${process.pid}-${startedAt}-${randomBytes(3).toString("hex")}`;
}

/** Removes namespaces of labs whose process is gone. */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir("/run/netns").catch(() => [])) {
    const [, pid, startedAt] = pattern.exec(name) ?? [];
    if (pid === undefined || startedAt === undefined) continue;
    if (await isAlive({ pid: Number(pid), startedAt })) continue;
    const pids = await ipHere("netns", "pids", name).catch(() => "");
    for (const one of pids.split("\n").filter((line) => line !== "")) killed(Number(one));
    await ipHere("netns", "delete", name).catch(() => undefined);
  }
}

function killed(pid: number) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself
  }
}
