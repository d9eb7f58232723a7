import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** A network namespace of a test. */
export class Namespace {
  private readonly children: ChildProcess[] = [];
  readonly name: string;

  constructor(purpose: string) {
    this.name = `iso-agent-${purpose}-${process.pid}`;
    host("ip", ["netns", "add", this.name]);
    this.run("ip", ["link", "set", "lo", "up"]);
  }

  /** Runs a program to its end; throws unless it succeeds. */
  run(program: string, args: readonly string[], input = ""): string {
    const ran = this.try(program, args, input);
    if (ran.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${ran.stderr}`);
    return ran.stdout;
  }

  /** Runs a program to its end. */
  try(program: string, args: readonly string[], input = "") {
    return spawnSync("ip", ["netns", "exec", this.name, program, ...args], { encoding: "utf8", input });
  }

  /** Starts a program; it ends with the namespace. */
  start(program: string, args: readonly string[]): Running {
    const child = spawn("ip", ["netns", "exec", this.name, program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.children.push(child);
    return new Running(child);
  }

  /** Ends what was started, and the namespace. */
  async remove(): Promise<void> {
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "close");
    }
    host("ip", ["netns", "delete", this.name]);
  }
}

/** A program that goes on. */
export class Running {
  output = "";

  constructor(readonly child: ChildProcess) {
    child.stdout?.on("data", (chunk) => (this.output += String(chunk)));
    child.stderr?.on("data", (chunk) => (this.output += String(chunk)));
  }

  /** Waits until the output holds a text. */
  async says(text: string): Promise<void> {
    await eventually(
      () => this.output.includes(text),
      () => `it never said ${JSON.stringify(text)}:\n${this.output}`,
    );
  }

  /** Sends a signal and waits for the end; the exit code. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    this.child.kill(signal);
    const [code] = (await once(this.child, "close")) as [number | null];
    return code;
  }
}

/** Two interfaces that are one wire. */
export function wire(a: Namespace, nameA: string, b: Namespace, nameB: string): void {
  a.run("ip", ["link", "add", nameA, "type", "veth", "peer", "name", nameB, "netns", b.name]);
  a.run("ip", ["link", "set", nameA, "up"]);
  b.run("ip", ["link", "set", nameB, "up"]);
}

/** Waits until something is so; generous, since it is no measurement. */
export async function eventually(holds: () => boolean | Promise<boolean>, otherwise: () => string): Promise<void> {
  const until = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function host(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}
