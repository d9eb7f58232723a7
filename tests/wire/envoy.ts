import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ensureEnvoy } from "../cluster/index.js";
import { freePorts } from "./free-ports.js";
import { addressesIn, clustersFile, place } from "./placement.js";
import type { Pod } from "./pod.js";
import { type Volume, volume } from "./volume.js";

/** A gateway's pod, run as one process on the loopback. */
export interface RunningEnvoy {
  /** Its process. */
  pid: number;
  /** Where a port of the pod is on this machine. */
  portOf: (containerPort: number) => number;
  /** Replaces the files of all volumes, as a kubelet does after a change of ConfigMap or Secret. */
  replaceFiles: (pod: Pod) => void;
  /** One path of Envoy's administration. */
  admin: (path: string) => Promise<string>;
  /** The JSON lines of Envoy's access log. */
  accessLog: () => Record<string, unknown>[];
  /** All that Envoy printed. */
  output: () => string;
  /** Runs what Kubernetes runs before it ends the pod; the exit code. */
  leave: () => Promise<number | null>;
  stop: () => Promise<void>;
}

const adminPort = 9901;
/** Ends Envoy with us even where we are killed and can do nothing about it ourselves (util-linux). */
const setpriv = "/usr/bin/setpriv";
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts Envoy with a pod's own arguments and files; `upstream` says where the services that it calls are here. */
export async function startEnvoy(pod: Pod, upstream: (host: string, port: number) => number): Promise<RunningEnvoy> {
  const binary = await ensureEnvoy();
  const directory = mkdtempSync(join(tmpdir(), "isthmus-wire-"));
  const ports = await portMap(pod);
  const placement = {
    directory,
    upstream,
    portOf: (containerPort: number): number => {
      const port = ports.get(containerPort);
      if (port === undefined) throw new Error(`${pod.name} has no port ${containerPort}`);
      return port;
    },
  };
  const mounted = new Map<string, Volume>();
  const replaceFiles = ({ volumes }: Pod): void => {
    for (const [path, files] of Object.entries(volumes)) {
      if (!mounted.has(path)) mounted.set(path, volume(`${directory}${path}`));
      const placed = Object.entries(files).map(([name, text]) => [name, placeFile(name, text, placement)]);
      mounted.get(path)?.write(Object.fromEntries(placed) as Record<string, string>);
    }
  };
  replaceFiles(pod);

  const log = openSync(join(directory, "output"), "w");
  const extra = ["--concurrency", "1", "--file-flush-interval-msec", "50"];
  const child = tiedProcess([binary, ...placeArguments(pod.args, placement), ...extra], log);
  closeSync(log);
  const ended = endOf(child);
  const output = (): string => readFileSync(join(directory, "output"), "utf8");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const leave = async (): Promise<number | null> => {
    const [, ...args] = pod.preStop;
    const hookLog = openSync(join(directory, "output"), "a");
    const hook = tiedProcess([binary, ...placeArguments(args, placement)], hookLog);
    closeSync(hookLog);
    await endOf(hook);
    return hook.exitCode;
  };
  const admin = (path: string): Promise<string> => get(placement.portOf(adminPort), path);
  try {
    await ready(admin, child, output);
  } catch (error) {
    await stop();
    throw error;
  }
  const accessLog = (): Record<string, unknown>[] =>
    output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { pid: child.pid ?? 0, portOf: placement.portOf, replaceFiles, admin, accessLog, output, leave, stop };
}

/** A process that ends with us. */
function tiedProcess(command: string[], log: number): ChildProcess {
  const [program = "", ...args] = existsSync(setpriv) ? [setpriv, "--pdeathsig", "KILL", ...command] : command;
  const child = spawn(program, args, { stdio: ["ignore", log, log] });
  running.add(child);
  return child;
}

const endOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once("exit", () => {
      running.delete(child);
      resolve();
    });
  });

/** Envoy's arguments with the bootstrap in them moved to this machine. */
const placeArguments = (args: string[], placement: Parameters<typeof place>[1]): string[] =>
  args.map((argument) => (argument.startsWith("{") ? placeText(argument, placement) : argument));

const placeFile = (name: string, text: string, placement: Parameters<typeof place>[1]): string =>
  name.endsWith(".json") ? placeText(text, placement) : name === clustersFile ? placeYaml(text, placement) : text;

const placeYaml = (text: string, placement: Parameters<typeof place>[1]): string =>
  JSON.stringify(place(parse(text, { maxAliasCount: -1 }), placement));

const placeText = (text: string, placement: Parameters<typeof place>[1]): string =>
  JSON.stringify(place(JSON.parse(text), placement));

/** A free port of this machine for each port of the pod. */
async function portMap({ args, preStop, volumes }: Pod): Promise<Map<number, number>> {
  const texts = [...args, ...preStop, ...Object.values(volumes).flatMap((files) => Object.values(files))];
  const configs = texts.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text) as unknown);
  const own = [...new Set(configs.flatMap((config) => addressesIn(config).own))];
  const free = await freePorts(own.length);
  return new Map(own.map((port, index) => [port, free[index] ?? 0]));
}

async function ready(
  admin: (path: string) => Promise<string>,
  child: ChildProcess,
  output: () => string,
): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) break;
    if ((await admin("/ready").catch(() => "")).startsWith("LIVE")) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Envoy did not get ready:\n${output().slice(-4000)}`);
}

const get = (port: number, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
