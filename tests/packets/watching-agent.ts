import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CheckedVpcSide } from "../../sdk/src/fabric/vpcs/checked.js";
import { eventually } from "../wire/eventually.js";
import { volume } from "../wire/volume.js";
import { configurationOf, isthmus } from "./fabric-lab.js";
import type { Gateway } from "./gateway.js";

/** What `nat apply --watch --json` says of a change. */
export interface AppliedChange {
  hash: string;
  table: string;
  elements: { added: number; removed: number };
  flushed: number;
  milliseconds: number;
}

/** What its HTTP server answers. */
interface Answer {
  status: number;
  text: string;
}

const page = `fetch(process.argv[1]).then(async (a) => console.log(JSON.stringify({ status: a.status, text: await a.text() })))`;

/** An agent that follows a directory, which changes as a ConfigMap's volume does. It ends with its namespace. */
export class WatchingAgent {
  private readonly changes: AppliedChange[] = [];
  private readonly waiting: ((change: AppliedChange) => void)[] = [];
  private written = "";
  private port: string | undefined;
  log = "";

  private constructor(
    private readonly gateway: Gateway,
    private readonly directory: string,
    private readonly write: (files: Record<string, string>) => void,
    private readonly child: ChildProcess,
  ) {
    if (child.stdout !== null) createInterface(child.stdout).on("line", (line) => this.changed(line));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.log += chunk.toString();
      this.port ??= /listening on port (\d+)/.exec(this.log)?.[1];
    });
  }

  /** Starts one with a first configuration, and waits until that is in force. */
  static async start(gateway: Gateway, side: CheckedVpcSide): Promise<WatchingAgent> {
    const directory = await mkdtemp(join(tmpdir(), "isthmus-agent-"));
    const { write } = volume(directory);
    const files = configurationOf(side);
    write(Object.fromEntries(files));
    const flags = ["--watch", "--json", "--poll", "1", "--listen", "127.0.0.1:0"];
    const child = spawn("nsenter", [
      `--net=/run/netns/${gateway.namespace}`,
      process.execPath,
      isthmus,
      "nat",
      "apply",
      directory,
      ...flags,
    ]);
    const agent = new WatchingAgent(gateway, directory, write, child);
    agent.written = JSON.stringify([...files]);
    await agent.nextChange();
    await eventually(() => agent.port !== undefined);
    return agent;
  }

  /** Changes the files to those of another VPC side, and waits until they are in force. */
  async change(side: CheckedVpcSide): Promise<AppliedChange> {
    this.put(configurationOf(side));
    return this.nextChange();
  }

  /** Likewise, where they may be in force already. */
  async settle(side: CheckedVpcSide): Promise<void> {
    const files = configurationOf(side);
    if (JSON.stringify([...files]) !== this.written) await this.change(side);
  }

  /** Changes the files to whatever is given. */
  put(files: Map<string, string>): void {
    this.written = JSON.stringify([...files]);
    this.write(Object.fromEntries(files));
  }

  /** Asks its HTTP server. */
  async get(path: string): Promise<Answer> {
    if (this.port === undefined) throw new Error(`it does not listen:\n${this.log}`);
    const answer = await this.gateway.run(process.execPath, "-e", page, `http://127.0.0.1:${this.port}${path}`);
    return JSON.parse(answer) as Answer;
  }

  /** A metric without labels. */
  async metric(name: string): Promise<number> {
    const { text } = await this.get("/metrics");
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  }

  async stop(): Promise<void> {
    const over = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    if (this.child.exitCode === null) await over;
    await rm(this.directory, { recursive: true, force: true });
  }

  private nextChange(): Promise<AppliedChange> {
    const change = this.changes.shift();
    if (change !== undefined) return Promise.resolve(change);
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      this.child.once("exit", (code) => reject(new Error(`the agent ended with ${code}:\n${this.log}`)));
    });
  }

  private changed(line: string) {
    const change = JSON.parse(line) as AppliedChange;
    const waiting = this.waiting.shift();
    if (waiting === undefined) this.changes.push(change);
    else waiting(change);
  }
}
