import { buildAgent } from "./agent-build.js";
import { Directory, type Files, files } from "./directory.js";
import { eventually, Namespace, type Running, wire } from "./namespace.js";

const port = 9465;

/** A gateway with two VPCs, `left` (a client) and `right` (a server), both of one host. */
export class Scene {
  readonly gateway = new Namespace("gw");
  readonly host = new Namespace("host");
  readonly directory: Directory;
  private readonly built = buildAgent();

  constructor(content: Files = files(), { interfaces = ["left", "right"] } = {}) {
    for (const name of interfaces) wire(this.gateway, name, this.host, `${name}0`);
    this.directory = new Directory(content);
  }

  /** The agent's entry point. */
  get main(): string {
    return this.built.main;
  }

  /** Runs the agent to its end. */
  agent(...args: string[]) {
    return this.gateway.try(process.execPath, [this.built.main, ...args]);
  }

  apply = () => this.agent("apply", this.directory.path);

  /** Starts the agent, which follows the directory, and waits for its first configuration. */
  async watch(...flags: string[]): Promise<Running> {
    const listen = ["--listen", `127.0.0.1:${port}`];
    const args = [this.built.main, "apply", this.directory.path, "--watch", "--poll", "0.3", ...listen, ...flags];
    const running = this.gateway.start(process.execPath, args);
    await running.says("listening on port");
    return running;
  }

  /** Asks the agent's listener. */
  ask(path: string): { status: number; body: string } {
    const script = `fetch("http://127.0.0.1:${port}${path}").then(async (r) => console.log(JSON.stringify({ status: r.status, body: await r.text() })))`;
    return JSON.parse(this.gateway.run(process.execPath, ["-e", script])) as { status: number; body: string };
  }

  /** Waits until the agent is ready, or is not for a reason. */
  ready = (reason?: string): Promise<void> =>
    eventually(
      () => {
        const { status, body } = this.ask("/ready");
        return reason === undefined ? status === 200 : status === 503 && body.includes(reason);
      },
      () => `never ${reason === undefined ? "ready" : `"${reason}"`}: ${this.ask("/ready").body}`,
    );

  /** The hash that the kernel has. */
  get appliedHash(): string | undefined {
    const { stdout } = this.gateway.try("nft", ["list", "set", "ip", "isthmus", "isthmus_applied"]);
    return /comment "([0-9a-f]{16})"/.exec(stdout)?.[1];
  }

  nft = (...args: string[]): string => this.gateway.run("nft", args);

  /** Puts a flow of a passage into a zone. */
  addFlow(zone: number, mark: string, sourcePort: number): void {
    const tuple = ["-s", "10.9.0.1", "-d", "192.168.1.1", "-p", "udp", "--sport", `${sourcePort}`, "--dport", "53"];
    this.gateway.run("conntrack", ["-I", "-w", `${zone}`, "-m", mark, "-t", "300", ...tuple]);
  }

  /** Zone and source port of each flow. */
  get flows(): string[] {
    const listing = this.gateway.run("conntrack", ["-L"]);
    return [...listing.matchAll(/ sport=(\d+) dport=53 .*zone=(\d+)/g)]
      .map(([, from, zone]) => `${zone} ${from}`)
      .sort();
  }

  async close(): Promise<void> {
    await this.gateway.remove();
    await this.host.remove();
    this.directory.remove();
    this.built.remove();
  }
}
