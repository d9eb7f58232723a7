import { cidrRange } from "../../../../fabric/addresses/cidr.js";
import type { Range } from "../../../../fabric/addresses/range.js";
import type { CheckedVpc } from "../../../../fabric/vpcs/checked.js";
import type { Packet } from "../../../../reach/packets/packet.js";
import { ReadElements, readNumber } from "./elements-read.js";

/** What the kernel makes of a packet that belongs to no flow yet. */
export type Fate =
  | { verdict: "drop"; cause: string }
  | {
      verdict: "pass";
      passage: string;
      /** The interface by which it leaves. */
      exit: string;
      source: Range;
      sourcePort: number;
      destination: number;
      destinationPort: number;
    };

/** The first hook: whose packet this is, and in which zone its flow is looked for. */
export interface Classified {
  mark: string;
  route: string;
  zone: string;
}

type Ends = Pick<Packet, "source" | "sourcePort" | "destination" | "destinationPort">;

/** The ruleset's chains, on the elements of a rendered directory: written apart from the renderer, from the chains. */
export class Kernel {
  readonly #elements: ReadElements;
  readonly #lengths: number[];
  readonly #ways: number[];

  constructor(files: Record<string, string>) {
    this.#elements = new ReadElements(files);
    const ruleset = files["ruleset.nft"] ?? "";
    const defined = new Set([...ruleset.matchAll(/(?:set|map) (\w+) \{/g)].map(([, name]) => name));
    const missing = this.#elements.names().filter((name) => !defined.has(name));
    if (missing.length > 0) throw new Error(`there is no ${missing.join(", ")}`);
    this.#ways = [...ruleset.matchAll(/map @ways_(\d+)/g)].map(([, length]) => Number(length));
    this.#lengths = [...ruleset.matchAll(/map @parts_(\d+)/g)].map(([, length]) => Number(length));
  }

  get passages(): string[] {
    return this.#elements.passages;
  }

  has(set: string, ...fields: (string | number)[]): boolean {
    return this.#elements.has(set, ...fields);
  }

  /** Undefined is no route. */
  classify(vpc: CheckedVpc, { source, destination }: Pick<Packet, "source" | "destination">): Classified | undefined {
    const find = this.#elements.find.bind(this.#elements);
    const own = /^goto vpc_(\d+)$/.exec(find("attached", `"${vpc.attachment.interface ?? ""}"`) ?? "")?.[1] ?? "";
    let mark = find(`destinations_${own}`, destination);
    for (const length of this.#ways) {
      const network = destination - (destination % 2 ** (32 - length));
      mark = find(`ways_${length}`, Number(own), network) ?? mark;
    }
    if (mark === undefined) return undefined;
    let priority = find("shapes", mark) ?? "0";
    for (const length of this.#lengths) {
      const network = source - (source % 2 ** (32 - length));
      priority = find(`parts_${length}`, priority, network) ?? priority;
    }
    priority = find("parts", priority, source) ?? priority;
    mark = find("takes", mark, priority) ?? mark;
    const route = find("via", mark) ?? "";
    return { mark, route, zone: find("zones", route) ?? "" };
  }

  /** The second hook, and both translations. */
  decide(vpc: CheckedVpc, packet: Packet): Fate {
    const classified = this.classify(vpc, packet);
    if (classified === undefined) return drop("no_route");
    const { mark, route } = classified;
    if (Number(mark) < 2 ** 31) {
      if (!this.has("shapes", mark)) return drop("no_flow");
      return drop(this.has("own", `"${vpc.attachment.interface ?? ""}"`, packet.source) ? "source" : "spoofed");
    }
    const cause = this.#refused(mark, packet);
    if (cause !== undefined) return drop(cause);
    const exit = this.#exit(route);
    const ends = this.#translated(mark, packet);
    return { verdict: "pass", passage: mark, exit, ...ends };
  }

  #refused(mark: string, { protocol, source, destination, sourcePort, destinationPort }: Packet): string | undefined {
    for (const [set, port] of [
      ["ported", destinationPort],
      ["ported_back", sourcePort],
    ] as const) {
      if (!this.has(set, mark)) continue;
      if (!this.has("offered", mark, protocol, port) && !this.has("offered_ranges", mark, protocol, port))
        return "port";
    }
    const ports = protocol === "icmp" ? [] : [sourcePort, destinationPort];
    for (const filter of ["expose", "route"]) {
      if (!this.has(`filtered_${filter}`, mark)) continue;
      if (this.has(`${filter}_protocols`, mark, protocol)) continue;
      if (this.has(`${filter}_ports`, mark, protocol, destinationPort)) continue;
      if (!this.has(`${filter}_${protocol}`, mark, source, destination, ...ports)) return `filter_${filter}`;
    }
    return undefined;
  }

  #exit(route: string): string {
    const sent = this.#elements.find("marks", route) ?? "";
    const exit = ["if-a", "if-b", "if-c", "if-d", "if-x", "if-y"].find((name) => this.has("exits", sent, `"${name}"`));
    return exit ?? "none";
  }

  #translated(mark: string, packet: Packet) {
    const to = this.#prefix("dnat", mark, packet.protocol, packet.destination, packet.destinationPort);
    const from = this.#prefix("snat", mark, packet.protocol, packet.source, packet.sourcePort);
    const pool = this.#elements.find("pools", mark) ?? this.#elements.find("pools_parts", mark, packet.source);
    const source = pool === undefined ? { first: from.address, last: from.address } : readPool(pool);
    return { source, sourcePort: from.port, destination: to.address, destinationPort: to.port };
  }

  #prefix(
    nat: string,
    mark: string,
    protocol: string,
    address: number,
    port: number,
  ): { address: number; port: number } {
    const find = this.#elements.find.bind(this.#elements);
    const ported = find(`${nat}_${protocol}`, mark, port) ?? find(`${nat}_${protocol}_parts`, mark, address, port);
    const value = ported ?? find(`${nat}_whole`, mark) ?? find(`${nat}_parts`, mark, address);
    if (value === undefined) return { address, port };
    const [prefix = "", to] = value.split(" . ");
    return { address: moved(prefix, address), port: to === undefined ? port : Number(to) };
  }

  /** What becomes of a TCP packet without a flow; undefined where the passage does not do without one. */
  stateless(mark: string, packet: Packet): Ends | undefined {
    if (!this.has("stateless", mark)) return undefined;
    const find = this.#elements.find.bind(this.#elements);
    return {
      source: this.#rewritten("saddr", mark, packet.source),
      destination: this.#rewritten("daddr", mark, packet.destination),
      sourcePort: Number(find("stateless_sport", mark, packet.sourcePort) ?? packet.sourcePort),
      destinationPort: Number(find("stateless_dport", mark, packet.destinationPort) ?? packet.destinationPort),
    };
  }

  #rewritten(field: string, mark: string, address: number): number {
    const image = this.#elements.find(`stateless_${field}`, mark, address);
    if (image === undefined) return address;
    const octets = [24, 16, 8, 0].map((shift, octet) => {
      const byte = (address >>> shift) & 255;
      const chain = this.#elements.find(`${field}_${octet}`, image);
      const [, mask, value] = /_(\d+)_(\d+)$/.exec(chain ?? "") ?? [];
      return chain === undefined ? byte : (byte & ~Number(mask)) | Number(value);
    });
    return octets.reduce((sum, byte) => sum * 256 + byte, 0);
  }
}

const drop = (cause: string): Fate => ({ verdict: "drop", cause });

function moved(prefix: string, address: number): number {
  const { first, last } = cidrRange(prefix);
  return first + (address % (last - first + 1));
}

function readPool(text: string): Range {
  if (text.includes("/")) return cidrRange(text);
  const [first = "", last = first] = text.split("-");
  return { first: readNumber(first), last: readNumber(last) };
}
