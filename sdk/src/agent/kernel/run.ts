import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Problem, ProblemsError } from "../../model/problem.js";
import { fileProblem } from "../problems.js";

/** How a program ended. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** The Debian package of each program. */
const packages: Record<string, string> = { nft: "nftables", ip: "iproute2", conntrack: "conntrack" };

/** Programs of the administrator are not on everybody's path. */
const env = { ...process.env, LC_ALL: "C", PATH: `${process.env["PATH"] ?? "/usr/bin:/bin"}:/usr/sbin:/sbin` };

/** Runs a program to its end. Throws only where it cannot be started. */
export function run(program: string, args: readonly string[], input = ""): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new ProblemsError([toolMissing(program)]) : error),
    );
    child.on("close", (code) =>
      resolve({ code: code ?? 1, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
    // a program that has read enough closes its end
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** Whether a program is on the path. */
export const isInstalled = (program: string): boolean =>
  env.PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));

/** What to do about a program that is not. */
export const toolMissing = (program: string): Problem =>
  fileProblem(
    "tool-missing",
    program,
    `the program ${program} is not on this machine`,
    `install the package ${packages[program] ?? program} (Debian, Ubuntu), or use the image of the agent`,
  );
