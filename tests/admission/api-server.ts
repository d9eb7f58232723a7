import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCertificates } from "../cluster/local/certificates.js";
import { kubeconfig } from "../cluster/local/kubeconfig.js";
import { exclusively } from "../cluster/lock.js";
import { ensureApiServerPrograms } from "../cluster/programs.js";
import { silent } from "../cluster/progress.js";
import { freePorts } from "../wire/free-ports.js";
import { ApiClient } from "./api-client.js";
import { etcdArguments, serverArguments, type Ports } from "./arguments.js";
import type { CrdSet } from "./crds.js";
import { installCrds } from "./install.js";

/** A kube-apiserver with its etcd and nothing else: it admits and keeps objects, and nobody acts on them. */
export interface ApiServer {
  api: ApiClient;
  /** For kubectl: the path of a file whose only context is `admission`. */
  kubeconfig: string;
  context: string;
  stop: () => Promise<void>;
}

const context = "admission";
const address = "127.0.0.1";
const readyTimeoutMs = 180_000;
const logTail = 2000;
const setpriv = "/usr/bin/setpriv";

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts an API server on the loopback that holds these CRDs. It takes five to twenty seconds. */
export async function startApiServer(sets: readonly CrdSet[]): Promise<ApiServer> {
  // of runs side by side one builds and the others find it built
  const programs = await exclusively(silent, () => ensureApiServerPrograms(silent));
  const folder = await mkdtemp(join(tmpdir(), "isthmus-admission-"));
  const children: ChildProcess[] = [];
  const start = async (name: string, program: string, args: readonly string[]): Promise<void> => {
    const log = await open(join(folder, `${name}.log`), "w");
    const child = spawn(...tied(program, args), { cwd: folder, stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    running.add(child);
    child.once("exit", () => running.delete(child));
    children.push(child);
  };
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    const [api = 0, etcd = 0, peer = 0] = await freePorts(3);
    const ports: Ports = { api, etcd, peer };
    const pki = join(folder, "pki");
    await start("etcd", programs.etcd, etcdArguments(ports, join(folder, "etcd")));
    await createCertificates(pki, context, address);
    await start("kube-apiserver", programs["kube-apiserver"], serverArguments(ports, address, pki));
    const [ca, certificate, key] = await Promise.all(
      ["ca.crt", "admin.crt", "admin.key"].map((file) => readFile(join(pki, file))),
    );
    if (ca === undefined || certificate === undefined || key === undefined) throw new Error("no certificates");
    const client = new ApiClient(address, api, { ca, cert: certificate, key });
    await ready(client, children, folder);
    await installCrds(client, sets);
    const path = join(folder, "kubeconfig");
    const file = kubeconfig({
      context,
      server: `https://${address}:${api}`,
      ca: { "certificate-authority": join(pki, "ca.crt") },
      certificate: { "client-certificate": join(pki, "admin.crt") },
      key: { "client-key": join(pki, "admin.key") },
    });
    await writeFile(path, JSON.stringify(file), { mode: 0o600 });
    return { api: client, kubeconfig: path, context, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ready(client: ApiClient, children: readonly ChildProcess[], folder: string): Promise<void> {
  for (const until = Date.now() + readyTimeoutMs; Date.now() < until; await sleep(100)) {
    const answer = await client.send("GET", "/readyz").catch(() => undefined);
    if (answer?.status === 200) return;
    if (children.some(hasEnded)) break;
  }
  const logs = await Promise.all(
    ["etcd", "kube-apiserver"].map(async (name) =>
      (await readFile(join(folder, `${name}.log`), "utf8")).slice(-logTail),
    ),
  );
  throw new Error(`the API server did not become ready\n${logs.join("\n")}`);
}

/** Where util-linux is there the kernel ends the program with us, even where we are killed. */
const tied = (program: string, args: readonly string[]): [string, string[]] =>
  existsSync(setpriv) ? [setpriv, ["--pdeathsig", "KILL", program, ...args]] : [program, [...args]];

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
