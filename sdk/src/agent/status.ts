import { type Configuration, ownSets, type Passage } from "./configuration.js";
import { network } from "./kernel/ip.js";
import { counters, elementsOf } from "./kernel/nft.js";
import { flowCounts } from "./kernel/sysctl.js";
import { inForceOf, ownAddressOf } from "./kernel-facts.js";
import { countingSets } from "./parse-ruleset.js";

/** What there is to know of the gateway of a network namespace, from the kernel alone. */
export interface KernelStatus {
  /** Of the configuration in force; undefined if there is none. */
  hash?: string;
  /** Whether the gateway's addresses are on the interfaces. */
  active: boolean;
  interfaces: InterfaceStatus[];
  /** Packets and bytes dropped, by cause. */
  drops: Record<string, { packets: number; bytes: number }>;
  flows?: { flows: number; limit: number };
}

/** An attached interface. */
export interface InterfaceStatus {
  interface: string;
  address: string;
  present: boolean;
  up: boolean;
  /** Whether the gateway's address is on it. */
  addressed: boolean;
}

/** Asks the kernel. */
export async function kernelStatus(): Promise<KernelStatus> {
  const [hash, attachments, dropped, links, flows] = await Promise.all([
    inForceOf(),
    elementsOf(ownSets.attachments),
    counters(),
    network(),
    flowCounts(),
  ]);
  const interfaces = (attachments ?? []).flatMap(ownAddressOf).map((own) => {
    const found = links.interfaces.get(own.interface);
    const addressed = found?.addresses.includes(own.address) === true;
    return { ...own, present: found !== undefined, up: found?.up === true, addressed };
  });
  return {
    ...(hash === undefined ? {} : { hash }),
    active: interfaces.some(({ addressed }) => addressed),
    interfaces,
    drops: Object.fromEntries(dropped.map(({ name, packets, bytes }) => [name, { packets, bytes }])),
    ...(flows === undefined ? {} : { flows }),
  };
}

/** Packets and bytes of those who share route, expose and direction. */
export interface PassageCount extends Pick<Passage, "route" | "expose" | "direction"> {
  packets: number;
  bytes: number;
}

/** What the passages of a configuration have let through. */
export async function passageCounts(configuration: Configuration): Promise<PassageCount[]> {
  const passages = new Map(
    [...configuration.elementFiles.values()].flatMap((file) =>
      [...file.passages.values()].map((passage) => [Number(passage.id), passage]),
    ),
  );
  const counts = new Map<string, PassageCount>();
  for (const set of countingSets(configuration.ruleset)) {
    for (const { key, packets, bytes } of (await elementsOf(set)) ?? []) {
      const passage = passages.get(key);
      if (passage === undefined) continue;
      const { route, expose, direction } = passage;
      const label = `${route} ${expose} ${direction}`;
      const count = counts.get(label) ?? { route, expose, direction, packets: 0, bytes: 0 };
      counts.set(label, { ...count, packets: count.packets + packets, bytes: count.bytes + bytes });
    }
  }
  return [...counts.values()];
}

/** The status in lines for people. */
export function describeStatus({ hash, active, interfaces, drops, flows }: KernelStatus): string {
  if (hash === undefined) return "no configuration is in force in this network namespace\n";
  const state = ({ present, up, addressed }: InterfaceStatus): string => {
    if (!present) return "is not there";
    return `${up ? "up" : "down"}, ${addressed ? "has" : "does not have"} its address`;
  };
  const dropped = Object.entries(drops).filter(([, { packets }]) => packets > 0);
  return [
    `configuration  ${hash}`,
    `role           ${active ? "active" : "standby"}`,
    ...(flows === undefined ? [] : [`flows          ${flows.flows} of ${flows.limit}`]),
    "",
    ...interfaces.map((own) => `${own.interface}  ${own.address}  ${state(own)}`),
    "",
    dropped.length === 0 ? "no packet was dropped" : "dropped packets, by cause",
    ...dropped.map(([cause, { packets }]) => `  ${cause.padEnd(16)} ${packets}`),
    "",
  ].join("\n");
}
