/**
 * A process that runs the engine against a cluster in its parent's process, and kills itself at the n-th boundary: after
 * each request that changed the cluster, before the engine hears of it, and after each change of a file. What lies
 * between two of them changes neither, so to die there is to die at the one before.
 */
import fs from "node:fs";
import { destroy } from "../commands.js";
import { Mode } from "../handler.js";
import { type ClusterClient } from "../kubernetes/cluster-client.js";
import { ApiError } from "../../cluster/api-error.js";
import type { StackOptions } from "../options.js";
import { run } from "../run.js";
import { Access, openSession, withSession } from "../session.js";
import { certificates, type ProgramName, programs } from "./killed-programs.js";
import { played } from "./script.js";

/** What a victim is to do. */
export interface Order {
  dir: string;
  work: ProgramName | "destroy";
  killAt: number;
}

/** A call of the cluster in the parent's process. */
export interface Call {
  seq: number;
  method: "resource" | "apply" | "get" | "list" | "metadata" | "delete";
  args: unknown[];
}

/** Its answer. */
export interface Answer {
  seq: number;
  result?: unknown;
  refused?: { status: number; reason: string; message: string; details: object };
}

const order = JSON.parse(process.argv.at(-1) ?? "{}") as Order;
const waiting = new Map<number, (answer: Answer) => void>();
let [seq, boundaries, armed] = [0, 0, false];

function boundary(): void {
  if (armed && ++boundaries === order.killAt) process.kill(process.pid, "SIGKILL");
}

async function ask(method: Call["method"], args: unknown[]): Promise<unknown> {
  const call: Call = { seq: ++seq, method, args };
  const { result, refused } = await new Promise<Answer>((resolve) => {
    waiting.set(call.seq, resolve);
    process.send?.(call);
  });
  if (changes(method, args)) boundary();
  if (refused !== undefined) throw new ApiError(refused.status, refused.reason, refused.message, refused.details);
  return result;
}

const changes = (method: Call["method"], [, options]: unknown[]): boolean =>
  method === "delete" || (method === "apply" && (options as { dryRun: boolean }).dryRun !== true);

const METHODS = ["resource", "apply", "get", "list", "metadata", "delete"] as const;

const client = {
  server: "https://parent.example:6443",
  ...Object.fromEntries(METHODS.map((method) => [method, (...args: unknown[]) => ask(method, args)])),
} as unknown as ClusterClient;

/** Renaming and linking are the moments at which a file changes; the file before is complete, and so is the one after. */
function breakFiles(): void {
  for (const name of ["renameSync", "linkSync"] as const) {
    const whole = fs[name];
    fs[name] = (from: fs.PathLike, to: fs.PathLike) => {
      whole(from, to);
      boundary();
    };
  }
}

async function main(): Promise<void> {
  const options: StackOptions = {
    dir: order.dir,
    env: { PULUMI_CONFIG_PASSPHRASE: "correct horse" },
    connect: () => Promise.resolve(client),
    certificates,
    pollMs: 1,
  };
  await openSession(options, Access.Read); // derives the key ahead of time, since that takes long
  breakFiles();
  process.on("message", (message: Answer | "start") => {
    if (message === "start") void work(options);
    else waiting.get(message.seq)?.(message);
  });
  process.send?.("ready");
}

async function work(options: StackOptions): Promise<void> {
  armed = true;
  const { work } = order;
  const outcome =
    work === "destroy"
      ? await destroy(options)
      : await withSession(options, { access: Access.Write, command: "a victim" }, (session) =>
          run(session, Mode.Up, (monitor) => played(monitor, programs[work])),
        );
  process.send?.({ verdict: outcome.verdict }, () => process.exit(0));
}

void main();
