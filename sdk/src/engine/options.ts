import type { CertificateProvider } from "./certificates/index.js";
import type { Listener } from "./events.js";
import type { Connect } from "./kubernetes/clusters.js";

/** What every command of the local engine takes. */
export interface StackOptions {
  /** The directory of `Pulumi.yaml`. */
  dir: string;
  /** Defaults to `dev`. */
  stack?: string;
  /** Configuration on top of the project's and the stack's files; a key without `:` belongs to the project. */
  config?: Record<string, string>;
  /** Hears what happens, as it happens. */
  on?: Listener;
  /** Stops the run: what has begun ends, nothing new begins, the state is written. */
  signal?: AbortSignal;
  /** How many resources are worked on at once. Defaults to 16. */
  parallel?: number;
  /** Looks at every resource of the state first; otherwise only at those that the program registers. */
  refresh?: boolean;
  /** The URNs or names of the resources that the run is about; all where there are none. */
  targets?: string[];
  /** Takes fields over from other managers where server-side apply finds a conflict. */
  forceConflicts?: boolean;
  /** What would stop `up` or `destroy` stops their preview too: a cluster that does not answer, a stack that is held. */
  requireCluster?: boolean;
  /** Where to look for the passphrase. Defaults to `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** How clusters are reached; tests give a fake. */
  connect?: Connect;
  /** Who issues certificates; tests give a fake. */
  certificates?: () => Promise<CertificateProvider>;
  /** Milliseconds between two looks at an object that is not ready; tests want few. */
  pollMs?: number;
}
