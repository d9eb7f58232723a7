import fc from "fast-check";
import type { FabricSpec } from "../../../model/fabric.js";
import { bruteDecide, type BrutePacket } from "./brute-force.js";
import { bruteProblems } from "./brute-problems.js";
import { randomFabrics } from "./random-fabrics.js";
import { allAddresses, tinyText } from "./tiny-space.js";

export interface Frequencies {
  /** Of Fabrics without problems, of 1. */
  sound: number;
  /** Fabrics that have a problem, by its code. */
  problems: Map<string, number>;
  /** Packets of sound Fabrics, by cause or by the direction in which they pass. */
  outcomes: Map<string, number>;
}

/** Protocols and ports that tell apart what the random filters and mappings can tell apart. */
export const probes: Pick<BrutePacket, "protocol" | "sourcePort" | "destinationPort">[] = [
  { protocol: "tcp", sourcePort: 4000, destinationPort: 80 },
  { protocol: "tcp", sourcePort: 80, destinationPort: 81 },
  { protocol: "tcp", sourcePort: 91, destinationPort: 8080 },
  { protocol: "tcp", sourcePort: 8080, destinationPort: 80 },
  { protocol: "udp", sourcePort: 81, destinationPort: 82 },
  { protocol: "udp", sourcePort: 80, destinationPort: 80 },
  { protocol: "icmp", sourcePort: 0, destinationPort: 0 },
];

/**
 * Packets of a Fabric, of each VPC from all addresses to all: those that some Route takes with every probe, the others,
 * of which the ports decide nothing, with one.
 */
export function* packetsOf(spec: FabricSpec): Iterable<BrutePacket> {
  let next = 0;
  for (const vpc of Object.keys(spec.vpcs ?? {})) {
    for (const source of allAddresses.map(tinyText)) {
      for (const destination of allAddresses.map(tinyText)) {
        next = (next + 1) % probes.length;
        const packets = probes.map((probe) => ({ vpc, ...probe, source, destination }));
        const some = packets.slice(next, next + 1);
        yield* some.some((packet) => isTaken(spec, packet)) ? packets : some;
      }
    }
  }
}

const untaken = new Set<string>(["no-route", "no-flow", "spoofed", "source"]);

function isTaken(spec: FabricSpec, packet: BrutePacket): boolean {
  const decision = bruteDecide(spec, packet);
  return decision.verdict === "pass" || !untaken.has(decision.cause);
}

/** How often what comes about in random Fabrics. */
export function frequencies(numRuns: number): Frequencies {
  const problems = new Map<string, number>();
  const outcomes = new Map<string, number>();
  let sound = 0;
  for (const spec of fc.sample(randomFabrics, numRuns)) {
    const codes = bruteProblems(spec);
    for (const code of codes) count(problems, code);
    if (codes.size > 0) continue;
    sound += 1 / numRuns;
    for (const packet of packetsOf(spec)) {
      const decision = bruteDecide(spec, packet);
      count(outcomes, decision.verdict === "drop" ? decision.cause : decision.direction);
    }
  }
  return { sound, problems, outcomes };
}

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
