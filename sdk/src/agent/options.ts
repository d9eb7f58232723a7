import { type Problem, ProblemsError } from "../model/problem.js";
import { parseLeaseName } from "./lease/client.js";
import { fileProblem } from "./problems.js";
import { parseListen } from "./server.js";

/** Flags of `apply` as they are written. */
export interface AgentFlags {
  watch?: boolean;
  listen?: string;
  lease?: string;
  leaseSeconds?: string;
  leaseApi?: string;
  identity?: string;
  poll?: string;
  cleanup?: boolean;
}

/** What `apply` is to do. */
export interface AgentOptions {
  directory: string;
  /** Goes on until it is stopped, and follows changes of the directory. */
  watch: boolean;
  /** Where metrics, readiness and status are served. */
  listen?: { host?: string; port: number };
  /** Of several gateways with one lease, the holder forwards. Without it this one does. */
  lease?: { namespace: string; name: string; identity: string; seconds: number; api?: string };
  /** Milliseconds between two looks at the directory and the network. */
  poll: number;
  /** Takes everything away again at the end. */
  cleanup: boolean;
}

/** The flags that `isthmus nat apply` and the image's entry point share, with what `--help` says of them. */
export const agentFlags: { name: string; value?: string; text: string }[] = [
  { name: "watch", text: "go on, and follow changes of the directory and of the interfaces" },
  { name: "listen", value: "host:port", text: "serve /metrics, /ready, /status and /live there; needs --watch" },
  { name: "lease", value: "namespace/name", text: "forward only while holding this Lease; needs --watch, --identity" },
  { name: "identity", value: "name", text: "the name to hold the lease with: the pod's" },
  { name: "lease-seconds", value: "n", text: "how long the holder may be silent (default: 10)" },
  { name: "lease-api", value: "url", text: "another API server, http:// or unix:, without credentials" },
  { name: "poll", value: "seconds", text: "between two looks at the directory and the network (default: 2)" },
  { name: "cleanup", text: "take everything away again at the end; needs --watch" },
];

/** Checks the flags; throws every problem at once. */
export function agentOptions(directory: string, flags: AgentFlags): AgentOptions {
  const problems: Problem[] = [];
  const watch = flags.watch === true;
  const refuse = (flag: string, message: string, hint: string): void =>
    void problems.push(fileProblem("option", `--${flag}`, message, hint));
  for (const flag of ["listen", "lease", "cleanup"] as const) {
    if (flags[flag] !== undefined && flags[flag] !== false && !watch) {
      refuse(flag, "makes sense only for an agent that goes on", "add --watch");
    }
  }
  const seconds = (flag: string, text: string | undefined, usual: number): number => {
    const value = text === undefined ? usual : Number(text);
    if (!(value > 0 && value <= 3600))
      refuse(flag, `${JSON.stringify(text)} is no number of seconds`, "write 1 to 3600");
    return value;
  };
  const poll = seconds("poll", flags.poll, 2);
  const duration = seconds("lease-seconds", flags.leaseSeconds, 10);
  const listen = flags.listen === undefined ? undefined : parseListen(flags.listen);
  if (flags.listen !== undefined && listen === undefined) {
    refuse("listen", `${JSON.stringify(flags.listen)} is not HOST:PORT`, "write HOST:PORT, or :PORT for every address");
  }
  let lease: AgentOptions["lease"];
  if (flags.lease !== undefined) {
    const name = parseLeaseName(flags.lease);
    if (!Array.isArray(name)) problems.push(name);
    else if (flags.identity === undefined || flags.identity === "") {
      refuse("identity", "a lease is held by a name", "add --identity with the name of the pod");
    } else {
      const api = flags.leaseApi === undefined ? {} : { api: flags.leaseApi };
      lease = { namespace: name[0], name: name[1], identity: flags.identity, seconds: duration, ...api };
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return {
    directory,
    watch,
    poll: poll * 1000,
    cleanup: flags.cleanup === true,
    ...(listen === undefined ? {} : { listen }),
    ...(lease === undefined ? {} : { lease }),
  };
}
