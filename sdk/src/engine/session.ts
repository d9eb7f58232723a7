import { type CertificateProvider, certificateEntry } from "./certificates/index.js";
import { type Config, resolveConfig } from "./config.js";
import type { Listener } from "./events.js";
import { Clusters, connectByKubeconfig } from "./kubernetes/clusters.js";
import { warmUp } from "../cluster/kubeconfig.js";
import { kubernetesEntries } from "./kubernetes/index.js";
import type { Patience } from "./kubernetes/retry.js";
import type { StackOptions } from "./options.js";
import { refuse } from "../model/problem.js";
import { type Project, readProject } from "./project.js";
import { Redactor } from "./redact.js";
import { Severity } from "./registration.js";
import { type Registry, registry } from "./registry.js";
import { memoryState, openState, readState, type StateFile } from "./state/file.js";
import { lockPath, refuseIfLocked, takeLock } from "./state/lock.js";
import { type Passphrase, readPassphrase } from "./state/passphrase.js";
import { Targets } from "./targets.js";
import { Secret } from "./value.js";

/** One run's surroundings, read once: the project, its configuration, its state and those who serve its resources. */
export interface Session {
  project: Project;
  stack: string;
  config: Config;
  state: StateFile;
  redactor: Redactor;
  registry: Registry;
  listen: Listener;
  signal: AbortSignal;
  parallel: number;
  /** Look at everything in the state before the program runs. */
  refresh: boolean;
  targets: Targets;
}

/** What a run does with the state on disk. */
export const Access = { None: "none", Read: "read", Write: "write" } as const;
export type Access = (typeof Access)[keyof typeof Access];

const openers: Record<Access, typeof openState> = {
  [Access.None]: () => Promise.resolve(memoryState()),
  [Access.Read]: readState,
  [Access.Write]: openState,
};

const PARALLEL = 16;

/** What a command does with a stack. */
export interface Use {
  access: Access;
  /** As `isthmus up`: what another run is told if it comes meanwhile. */
  command: string;
  /** Keeps others out though the session itself does not write. Defaults to whether it writes. */
  exclusive?: boolean;
  /** Read from the options' directory if it is absent. */
  project?: Project;
}

/** Works on a stack. While the work may write, nobody else can; the stack is given back however the work ends. */
export async function withSession<T>(
  options: StackOptions,
  { access, command, exclusive = access === Access.Write, project = readProject(options.dir) }: Use,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const path = lockPath(project.root, stackName(options));
  if (options.requireCluster === true) refuseIfLocked(path);
  const lock = exclusive ? takeLock(path, command, warner(options)) : undefined;
  try {
    return await work(await openSession(options, access, project));
  } finally {
    lock?.release();
  }
}

/**
 * Reads a project and everything around its stack, without its lock. Nothing is changed, but a first passphrase may be
 * generated.
 */
export async function openSession(
  options: StackOptions,
  access: Access,
  project = readProject(options.dir),
): Promise<Session> {
  const { on = () => undefined, env = process.env } = options;
  const stack = stackName(options);
  const passphrase = announced(() => readPassphrase(env), on);
  const [config, state] = await Promise.all([
    resolveConfig(project, stack, options.config ?? {}, passphrase),
    openers[access](project.root, stack, passphrase),
  ]);
  const redactor = new Redactor();
  for (const key of config.secretKeys) redactor.learn(new Secret(config.values[key] ?? ""));
  const known = [...state.resources, ...state.pending.map(({ resource }) => resource)];
  for (const { inputs, outputs } of known) redactor.learn([inputs, outputs]);
  return {
    project,
    stack,
    config,
    state,
    redactor,
    registry: registryOf(options, project, access),
    listen: on,
    signal: options.signal ?? new AbortController().signal,
    parallel: options.parallel ?? PARALLEL,
    refresh: options.refresh ?? false,
    targets: new Targets(options.targets),
  };
}

/** The name of the stack that the options mean, if it can be one. */
export function stackName({ stack = "dev" }: StackOptions): string {
  if (/^[A-Za-z0-9_.-]{1,100}$/.test(stack)) return stack;
  return refuse("stack.name", `--stack ${stack}`, "a stack's name is letters, digits, `-`, `_` and `.`, at most 100");
}

const warner =
  ({ on = () => undefined }: StackOptions) =>
  (message: string): void =>
    on({ kind: "diagnostic", diagnostic: { severity: Severity.Warning, message } });

function registryOf(options: StackOptions, { root }: Project, access: Access): Registry {
  if (options.connect === undefined) warmUp();
  const {
    connect = connectByKubeconfig(root, patienceOf(options, access)),
    certificates = ourCertificates,
    forceConflicts = false,
    requireCluster = false,
    pollMs,
  } = options;
  const clusters = new Clusters(connect);
  return registry(
    ["isthmus", "pulumi-nodejs"],
    [
      ...kubernetesEntries({ clusters, forceConflicts, requireCluster, ...(pollMs === undefined ? {} : { pollMs }) }),
      certificateEntry(certificates),
    ],
  );
}

/** What cannot do without a cluster waits so long for one that has not answered yet. */
const FIRST_CONTACT_MS = 10_000;

/** An outage of a cluster is told, and not waited for once the run is stopped. */
const patienceOf = ({ signal, on, requireCluster }: StackOptions, access: Access): Patience => ({
  firstContactMs: requireCluster === true || access === Access.Write ? FIRST_CONTACT_MS : 0,
  ...(signal === undefined ? {} : { signal }),
  say: (message) => on?.({ kind: "diagnostic", diagnostic: { severity: Severity.Warning, message } }),
});

/** Loaded when a program has certificates: it brings the cryptography. */
const ourCertificates = async (): Promise<CertificateProvider> =>
  (await import("../pulumi/certificates/provider.js")).provider;

/** Reads the passphrase at most once, and says where a new one was put. */
function announced(read: () => Passphrase, listen: Listener): () => Passphrase {
  let known: Passphrase | undefined;
  return () => {
    if (known !== undefined) return known;
    known = read();
    if (known.created) {
      const message = `a passphrase for the secrets in the state was generated: ${known.source}; keep a copy of this file`;
      listen({ kind: "diagnostic", diagnostic: { severity: "info", message } });
    }
    return known;
  };
}
