import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { CallOutcome, Flow, Probe, ProbeOutcome, StreamReport } from "./probe.js";
import { ensureProber } from "./prober-program.js";

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

const answerMs = 3_000;

/** The one process that sends, receives and answers in all VPCs of a lab. It outlives the lab to clean up behind it. */
export class Prober {
  private readonly pending = new Map<number, Pending>();
  private next = 0;
  private readonly over: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    this.over = new Promise((resolve) => child.once("exit", () => resolve()));
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.once("exit", () => {
      for (const { reject } of this.pending.values()) reject(new Error(`the prober ended: ${errors}`));
      this.pending.clear();
    });
    child.stdin?.on("error", () => undefined);
    if (child.stdout !== null) createInterface(child.stdout).on("line", (line) => this.answered(line));
  }

  static async start(): Promise<Prober> {
    // Detached: a Ctrl-C for the tests must not reach it before it has cleaned up.
    return new Prober(spawn(await ensureProber(), [], { detached: true, stdio: ["pipe", "pipe", "pipe"] }));
  }

  /** Namespaces that it removes, with all processes in them, when this process ends or `end` is called. */
  own = (names: string[]): Promise<unknown> => this.ask({ do: "own", names });

  enter = (vpc: string, namespace: string, link: string): Promise<unknown> =>
    this.ask({ do: "enter", vpc, namespace, link });

  async probe(probes: Probe[], waitMs: number): Promise<ProbeOutcome[]> {
    const whole = probes.map((probe) => ({
      sourcePort: 4000,
      destinationPort: probe.protocol === "icmp" ? 0 : 80,
      expect: true,
      ...probe,
    }));
    return (await this.ask({ do: "probe", probes: whole, waitMs })) as ProbeOutcome[];
  }

  listen = (vpc: string, protocol: string, port: number): Promise<unknown> =>
    this.ask({ do: "listen", vpc, protocol, destinationPort: port });

  async call(flow: Flow & { size?: number; df?: boolean }, waitMs = answerMs): Promise<CallOutcome> {
    return (await this.ask({ do: "call", destinationPort: 80, ...flow, waitMs })) as CallOutcome;
  }

  stream = (name: string, flow: Flow, intervalMs: number): Promise<unknown> =>
    this.ask({ do: "stream", stream: name, destinationPort: 80, ...flow, intervalUs: Math.round(intervalMs * 1000) });

  async report(name: string): Promise<StreamReport> {
    return (await this.ask({ do: "report", stream: name })) as StreamReport;
  }

  async stop(name: string, waitMs: number): Promise<StreamReport> {
    return (await this.ask({ do: "stop", stream: name, waitMs })) as StreamReport;
  }

  /** Starts `count` UDP flows of one packet each, from all sources and their ports; returns how many left. */
  async flood(flow: { vpc: string; sources: string[]; destination: string; destinationPort?: number; count: number }) {
    return ((await this.ask({ do: "flood", destinationPort: 80, ...flow })) as { sent: number }).sent;
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    await this.over;
  }

  private ask(command: object): Promise<unknown> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      if (this.child.exitCode !== null) return reject(new Error("the prober is not running"));
      this.pending.set(id, { resolve, reject });
      this.child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }

  private answered(line: string) {
    const { id, result, error } = JSON.parse(line) as { id: number; result: unknown; error?: string };
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(error));
  }
}
