import { readFile } from "node:fs/promises";
import { ProblemsError } from "../../model/problem.js";
import { fileProblem } from "../problems.js";
import { isInstalled, toolMissing } from "./run.js";

const NET_ADMIN = 12n;

/** Throws what is missing where the process cannot configure its network namespace. */
export async function requireNetAdmin(): Promise<void> {
  const missing = ["nft", "ip", "conntrack"].filter((tool) => !isInstalled(tool));
  if (missing.length > 0) throw new ProblemsError(missing.map(toolMissing));
  const status = await readFile("/proc/self/status", "utf8").catch(() => undefined);
  const capabilities = /^CapEff:\s*([0-9a-f]+)/m.exec(status ?? "")?.[1];
  if (capabilities === undefined) {
    throw problem("not-linux", "this is not Linux", "run it on Linux, with nftables in the kernel (5.6 or later)");
  }
  if ((BigInt(`0x${capabilities}`) >> NET_ADMIN) & 1n) return;
  const uid = process.getuid?.() ?? 0;
  throw problem(
    "not-allowed",
    `user ${uid} has no CAP_NET_ADMIN in this network namespace`,
    uid === 0 ? "give the container the capability NET_ADMIN" : "run it as root (sudo), or give it CAP_NET_ADMIN",
  );
}

const problem = (code: string, message: string, hint: string): ProblemsError =>
  new ProblemsError([fileProblem(code, "this process", message, hint)]);
