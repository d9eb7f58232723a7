/**
 * The program's own process. It holds Pulumi's SDK, the program and our monitor; the engine is at the other end of
 * the IPC channel. A process of its own gives the program what it has under `pulumi`: a working directory, an exit, a
 * fresh runtime for each run, and rejected promises that count as its failure and nobody else's.
 */
import { enableCompileCache } from "../compile-cache.js";
import type { Severity } from "../registration.js";
import { programError } from "./errors.js";
import { loadProgram } from "./load.js";
import type { EngineMessage, ProgramError, ProgramMessage, ProgramOptions } from "./messages.js";
import { type EngineLink, programMonitor } from "./monitor.js";
import { loadSdk, type Sdk } from "./sdk.js";

type Reply = Exclude<EngineMessage, { kind: "start" }>;

enableCompileCache();

const waiting = new Map<number, (reply: Reply) => void>();
const failures = new Set<unknown>();
const failed: ProgramError[] = [];
let directory = process.argv.at(-1) ?? process.cwd();
let seq = 0;
let settled = false;

const link: EngineLink = {
  register: (registration) => ask({ kind: "register", seq: ++seq, registration }),
  registerOutputs: async (urn, outputs) => void (await ask({ kind: "outputs", seq: ++seq, urn, outputs })),
  refuse: (what) => send({ kind: "refused", what }),
};

process.on("message", (message: EngineMessage) => {
  if (message.kind === "start") return void run(message.options);
  waiting.get(message.seq)?.(message);
  waiting.delete(message.seq);
  if (waiting.size === 0) process.channel?.unref();
});
process.on("disconnect", () => process.exit(1));
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
// The engine decides when to stop; Ctrl-C reaches both processes.
process.on("SIGINT", () => undefined);
const sdk = preload();

async function run(options: ProgramOptions): Promise<void> {
  if (sdk === undefined) return end();
  directory = options.directory;
  process.channel?.unref();
  process.on("beforeExit", end);
  sdk.runtime.setMockOptions(
    programMonitor(sdk, link),
    options.project,
    options.stack,
    options.dryRun,
    options.organization,
  );
  sdk.runtime.setAllConfig(options.config, options.secretConfigKeys);
  sdk.state.getStore().settings.options.rootDirectory = options.rootDirectory;
  captureLog(sdk);
  try {
    await sdk.runtime.runInPulumiStack(() => loadProgram(options.entry));
  } catch (error) {
    fail(error);
  }
  settled = true;
}

/** The event loop is empty: nothing more can be registered. */
function end(): void {
  if (!settled && failed.length === 0) {
    const message = "the program ended while it still waited for a promise that nothing can resolve any more";
    failed.push({ message, frames: [] });
  }
  send({ kind: "ended", errors: failed }, () => process.exit(0));
}

function preload(): Sdk | undefined {
  try {
    return loadSdk(directory);
  } catch (error) {
    const hint = `run \`npm install\` in ${directory}: @pulumi/pulumi cannot be loaded from there`;
    const path = directory;
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    failed.push({ message, frames: [], problems: [{ code: "program.sdk-missing", path, message, hint }] });
    return undefined;
  }
}

/** Once per error: Pulumi's promises reject with the same one in many places. */
function fail(error: unknown): void {
  if (failures.has(error)) return;
  failures.add(error);
  const described = programError(error, directory);
  if (!failed.some(({ message }) => message === described.message)) failed.push(described);
}

/** The SDK logs some six debug lines per resource, one after the other: without an engine they cost half the time. */
function captureLog({ log }: Sdk): void {
  const to =
    (severity: Severity) =>
    async (message: string, resource?: { urn: { promise(): Promise<string> } }): Promise<void> => {
      const urn = await resource?.urn.promise();
      send({ kind: "log", diagnostic: { severity, message, ...(urn === undefined ? {} : { urn }) } });
    };
  Object.assign(log, { debug: () => Promise.resolve(), info: to("info"), warn: to("warning"), error: to("error") });
}

function ask<K extends Reply["kind"]>(message: ProgramMessage & { seq: number }): Promise<Extract<Reply, { kind: K }>> {
  process.channel?.ref();
  return new Promise((resolve) => {
    waiting.set(message.seq, (reply) => resolve(reply as Extract<Reply, { kind: K }>));
    send(message);
  });
}

function send(message: ProgramMessage, sent: () => void = () => undefined): void {
  process.send?.(message, sent);
}
