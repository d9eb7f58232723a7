import { ensurePackages } from "../cluster/requirements.js";
import { eventually } from "../wire/eventually.js";
import { silent } from "../cluster/progress.js";
import { Gateway } from "./gateway.js";
import { labPrefix, removeLeftovers } from "./leftovers.js";
import { ip, ipHere, runIn, sysctl } from "./network.js";
import type { CallOutcome, Flow, Probe, ProbeOutcome, StreamReport } from "./probe.js";
import { Prober } from "./prober.js";

/** A VPC of a lab: one namespace that plays all its hosts. */
export interface LabVpc {
  /** What the gateway calls its end of the link. */
  interface: string;
  /** Hosts, one address each. Defaults to none. */
  addresses?: string[];
  /** Ranges of which every address is a host, CIDRs. Defaults to none. */
  ranges?: string[];
  /** The hosts' next hop, on the link. Defaults to `169.254.1.1`. */
  nextHop?: string;
  /** Of the link. Defaults to 1500. */
  mtu?: number;
}

export interface LabOptions {
  vpcs: Record<string, LabVpc>;
  /** A namespace that is there, such as a node's, in place of one that the lab makes and removes. */
  gateway?: string;
}

const link = "eth0";
const probeMs = 3_000;

/** A gateway's namespace and one for each VPC, joined by veth. What forwards is up to the test. */
export class Lab {
  private readonly streams = new Set<string>();

  private constructor(
    readonly gateway: Gateway,
    readonly vpcs: string[],
    readonly namespaces: Record<string, string>,
    private readonly prober: Prober,
  ) {}

  static async open({ vpcs, gateway: given }: LabOptions): Promise<Lab> {
    await ensurePackages(silent);
    await removeLeftovers();
    const prefix = await labPrefix();
    const gateway = given ?? `${prefix}-gateway`;
    const namespaces = Object.fromEntries(Object.keys(vpcs).map((name) => [name, `${prefix}-${name}`]));
    const prober = await Prober.start();
    try {
      await prober.own([...(given === undefined ? [gateway] : []), ...Object.values(namespaces)]);
      if (given === undefined) await makeNamespace(gateway, { "net.ipv4.ip_forward": 1 });
      for (const [name, vpc] of Object.entries(vpcs)) {
        const namespace = namespaces[name] ?? "";
        await makeVpc(gateway, namespace, vpc);
        await prober.enter(name, namespace, link);
      }
    } catch (error) {
      await prober.end();
      throw error;
    }
    return new Lab(new Gateway(gateway), Object.keys(vpcs), namespaces, prober);
  }

  /** Sends probes at once, waits once, and tells of each what arrived where. */
  probe = (probes: Probe[], waitMs = probeMs): Promise<ProbeOutcome[]> => this.prober.probe(probes, waitMs);

  /** One probe. */
  async send(probe: Probe): Promise<ProbeOutcome> {
    const [outcome] = await this.probe([probe]);
    if (outcome === undefined) throw new Error("the prober returned nothing");
    return outcome;
  }

  /** Real sockets in every VPC that answer on these ports, on every address, with what they see. */
  async listen(ports: number[], vpcs = this.vpcs): Promise<void> {
    for (const vpc of vpcs) {
      for (const port of ports) {
        await this.prober.listen(vpc, "tcp", port);
        await this.prober.listen(vpc, "udp", port);
      }
    }
  }

  /** A flow through real sockets, there and back. */
  call = (flow: Flow & { size?: number; df?: boolean }, waitMs?: number): Promise<CallOutcome> =>
    this.prober.call(flow, waitMs);

  /** Starts a stream through real sockets: a message in every interval, each of which comes back. */
  async stream(flow: Flow, intervalMs: number): Promise<Stream> {
    const name = `stream-${this.streams.size}`;
    this.streams.add(name);
    await this.prober.stream(name, flow, intervalMs);
    return new Stream(name, this.prober);
  }

  flood: Prober["flood"] = (flow) => this.prober.flood(flow);

  /** Runs `ip` in a VPC, a line each: another host is `address add 10.1.1.9/32 dev eth0`. */
  ip = (vpc: string, ...lines: string[]): Promise<string> => ip(this.namespaceOf(vpc), lines);

  /** Removes the namespaces and every process in them. */
  close = (): Promise<void> => this.prober.end();

  private namespaceOf(vpc: string): string {
    const namespace = this.namespaces[vpc];
    if (namespace === undefined) throw new Error(`the lab has no VPC "${vpc}"`);
    return namespace;
  }
}

/** A running stream. */
export class Stream {
  constructor(
    private readonly name: string,
    private readonly prober: Prober,
  ) {}

  report = (): Promise<StreamReport> => this.prober.report(this.name);

  /** Waits until so many more messages came back. */
  async continues(messages = 20): Promise<void> {
    const { received } = await this.report();
    await eventually(async () => (await this.report()).received >= received + messages);
  }

  /** Waits until no more is missing of what was sent; fails where more was lost. */
  async lacksAtMost(messages: number): Promise<void> {
    await eventually(async () => (await this.report()).lost <= messages).catch(async () => {
      throw new Error(`more than ${messages} are missing: ${JSON.stringify(await this.report())}`);
    });
  }

  /** Sends so many more messages and returns how many came back meanwhile. */
  async receivedOf(messages = 20): Promise<number> {
    const { sent, received } = await this.report();
    await eventually(async () => (await this.report()).sent >= sent + messages);
    return (await this.report()).received - received;
  }

  /** Ends it, after what is under way came or `waitMs` passed. */
  stop = (waitMs = 1_000): Promise<StreamReport> => this.prober.stop(this.name, waitMs);
}

async function makeNamespace(name: string, settings: Record<string, number>) {
  await ipHere("netns", "add", name);
  await sysctl(name, {
    "net.ipv6.conf.all.disable_ipv6": 1,
    "net.ipv6.conf.default.disable_ipv6": 1,
    "net.ipv4.conf.all.rp_filter": 0,
    "net.ipv4.conf.default.rp_filter": 0,
    // errors come however many there are
    "net.ipv4.icmp_ratemask": 0,
    ...settings,
  });
  await ip(name, ["link set lo up"]);
}

/** The kernel of a VPC leaves the prober's own packets to the prober; see `tagged` in prober/packet.go. */
const leaveProbes = "table ip lab { chain input { type filter hook input priority -300; ip dscp 45 drop; }; }";

async function makeVpc(gateway: string, namespace: string, vpc: LabVpc) {
  const { interface: name, addresses = [], ranges = [], nextHop = "169.254.1.1", mtu = 1500 } = vpc;
  await makeNamespace(namespace, { "net.ipv4.ip_forward": 0 });
  await runIn(namespace, "nft", ["-f", "-"], leaveProbes);
  await ip(gateway, [
    `link add ${name} mtu ${mtu} type veth peer name ${link} mtu ${mtu} netns ${namespace}`,
    `link set ${name} up`,
  ]);
  await ip(namespace, [
    ...addresses.map((address) => `address add ${address}/32 dev ${link}`),
    `link set ${link} up`,
    ...ranges.map((range) => `route add local ${range} dev lo`),
    `route add ${nextHop}/32 dev ${link} scope link`,
    `route add default via ${nextHop} dev ${link}`,
  ]);
}
