import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { volume, type Volume } from "../../wire/volume.js";
import type { Bench } from "../bench.js";
import { isthmus } from "../engine/project.js";

/** What the agent says of a change. */
export interface Change {
  /** From the new configuration, read and parsed, to its being in force. */
  milliseconds: number;
  table: string;
}

/** An agent that follows a directory, which changes as a ConfigMap's volume does. */
export class Follower {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string, undefined>,
    private readonly files: Volume,
  ) {}

  /** Starts one in a namespace, and waits until its first files are in force. */
  static async start({ scratch }: Bench, namespace: string, files: Map<string, string>): Promise<Follower> {
    const directory = mkdtempSync(join(scratch, "followed-"));
    const followed = volume(directory);
    followed.write(Object.fromEntries(files));
    const command = [process.execPath, isthmus, "nat", "apply", directory, "--watch", "--json"];
    const child = spawn("nsenter", [`--net=/run/netns/${namespace}`, ...command], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const lines: Interface = createInterface(child.stdout);
    const follower = new Follower(child, lines[Symbol.asyncIterator](), followed);
    await follower.next();
    return follower;
  }

  /** Changes the files, and says how long it took until the agent said that they are in force, all told. */
  async change(files: Map<string, string>): Promise<Change & { effect: number }> {
    this.files.write(Object.fromEntries(files));
    const begin = performance.now();
    const change = await this.next();
    return { ...change, effect: performance.now() - begin };
  }

  async stop(): Promise<void> {
    const over = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGTERM");
    await over;
  }

  private async next(): Promise<Change> {
    const line = await this.lines.next();
    if (line.done === true) throw new Error("the agent ended; isthmus nat apply --watch says why");
    return JSON.parse(line.value) as Change;
  }
}
