import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { messageOf } from "../../model/problem.js";
import type { Monitor } from "../registration.js";
import { propertiesFromWire, propertiesToWire } from "../wire.js";
import type { EngineMessage, ProgramError, ProgramMessage, ProgramOptions } from "./messages.js";

/** A program in its own process. Started early, its SDK is loaded by the time it is told to run. */
export interface ProgramProcess {
  /** Runs the program against a monitor; ends when its event loop is empty. Never rejects. */
  run(options: ProgramOptions, monitor: Monitor, output: (text: string) => void): Promise<ProgramError[]>;
  /** Ends the process, whatever it does. */
  stop(): void;
}

/** Starts the process that will run the program in `directory`, and loads Pulumi's SDK there. */
export function startProgram(directory: string): ProgramProcess {
  const child = spawn(process.execPath, [...hostArguments(), directory], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = new Promise<ProgramError[]>((resolve) => {
    child.on("message", (message: ProgramMessage) => {
      if (message.kind === "ended") resolve(message.errors);
    });
    child.on("error", (error) =>
      resolve([{ message: `the program could not be started: ${error.message}`, frames: [] }]),
    );
    child.on("close", (code, signal) => resolve([{ message: abruptEnd(code, signal), frames: [] }]));
  });
  return {
    async run(options, monitor, output) {
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", output);
      child.on("message", (message: ProgramMessage) => void answer(child, message, monitor));
      send(child, { kind: "start", options });
      return ended;
    },
    stop: () => void child.kill("SIGKILL"),
  };
}

async function answer(child: ChildProcess, message: ProgramMessage, monitor: Monitor): Promise<void> {
  if (message.kind === "log") return monitor.log(message.diagnostic);
  if (message.kind === "refused") return monitor.refuse(message.what);
  if (message.kind === "register") {
    const { registration, seq } = message;
    const registered = await register(registration, monitor);
    return send(child, { kind: "registered", seq, ...registered, outputs: propertiesToWire(registered.outputs) });
  }
  if (message.kind === "outputs") {
    await monitor.registerOutputs(message.urn, propertiesFromWire(message.outputs));
    return send(child, { kind: "done", seq: message.seq });
  }
}

async function register(registration: Extract<ProgramMessage, { kind: "register" }>["registration"], monitor: Monitor) {
  try {
    return await monitor.register({ ...registration, inputs: propertiesFromWire(registration.inputs) });
  } catch (error) {
    monitor.refuse(`${registration.type} "${registration.name}" with ${messageOf(error)}`);
    return { urn: "", outputs: {}, failed: true };
  }
}

function send(child: ChildProcess, message: EngineMessage): void {
  if (child.connected) child.send(message, () => undefined);
}

/** Compiled, the host is a JavaScript file; from source (tests, tsx) jiti loads it. */
function hostArguments(): string[] {
  if (!__filename.endsWith(".ts")) return [join(__dirname, "host.js")];
  const jiti = JSON.stringify(require.resolve("jiti"));
  const host = JSON.stringify(join(__dirname, "host.ts"));
  return ["-e", `require(${jiti}).createJiti(${host})(${host})`, "--"];
}

function abruptEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `the program was ended by ${signal}`;
  return `the program ended itself (exit code ${code ?? 0}) before its resources were complete`;
}
