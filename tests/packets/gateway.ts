import { type Ended, endedIn, runIn } from "./network.js";

/** Packets that a named counter saw. */
export type Counters = Record<string, number>;

interface NftObject {
  counter?: { name: string; packets: number };
}

/** The namespace between the VPCs. */
export class Gateway {
  constructor(readonly namespace: string) {}

  /** Runs a program to its end in the namespace and returns what it printed; throws where it ends with anything but 0. */
  run = (program: string, ...args: string[]): Promise<string> => runIn(this.namespace, program, args);

  /** Likewise, and how it ended. */
  ended = (program: string, ...args: string[]): Promise<Ended> => endedIn(this.namespace, program, args);

  /** Loads nftables text as one transaction. */
  nft = (text: string): Promise<string> => runIn(this.namespace, "nft", ["-f", "-"], text);

  /** The named counters of a table, by name. */
  async counters(table = "isthmus"): Promise<Counters> {
    const { nftables } = JSON.parse(await this.run("nft", "-j", "list", "counters", "table", "ip", table)) as {
      nftables: NftObject[];
    };
    return Object.fromEntries(
      nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])),
    );
  }

  /** By how much each counter grows while something happens; those that do not are left out. */
  async countersWhile(happens: () => Promise<unknown>, table = "isthmus"): Promise<Counters> {
    const before = await this.counters(table);
    await happens();
    const after = await this.counters(table);
    const grown = Object.entries(after).map(([name, packets]): [string, number] => [
      name,
      packets - (before[name] ?? 0),
    ]);
    return Object.fromEntries(grown.filter(([, by]) => by > 0));
  }

  /** A flow a line, as conntrack prints them. */
  async conntrack(): Promise<string[]> {
    return (await this.run("conntrack", "-L")).split("\n").filter((line) => line !== "");
  }

  flushConntrack = (): Promise<Ended> => this.ended("conntrack", "-F");
}
