import {
  everything,
  intersection,
  type Range,
  type RangeSet,
  rangeSet,
  sizeOf,
  totalSize,
} from "../../fabric/addresses/range.js";
import { translateRange } from "../../fabric/addresses/segment.js";
import { boxIntersection } from "../../fabric/vpcs/boxes.js";
import type { Box, Passage, PortSegment } from "../../fabric/vpcs/checked.js";
import { TransportProtocol } from "../../model/choices.js";
import type { Use } from "./pairs.js";

/** Packets from any of some sources to any of some destinations, as their sender writes them. */
export interface Product {
  sources: RangeSet;
  destinations: RangeSet;
}

/** Those of one protocol and of some ports. */
export interface Rule extends Product {
  protocol: TransportProtocol;
  sourcePort: Range;
  destinationPort: Range;
}

/** Every port that a GatewayPeering can name; of ICMP, without meaning. */
export const everyPort: Range = { first: 1, last: 65535 };

/** In the order of rules. */
export const protocols = [TransportProtocol.TCP, TransportProtocol.UDP, TransportProtocol.ICMP];

/** The packets of a use that pass ports and filters: disjoint. */
export function passing({ passage, sources, destinations }: Use): Rule[] {
  return permittedBoxes(passage).flatMap((box) => {
    const rule = {
      protocol: box.protocol,
      sources: intersection(sources, [box.source]),
      destinations: intersection(destinations, [box.destination]),
    };
    if (rule.sources.length === 0 || rule.destinations.length === 0) return [];
    return intersection([box.sourcePort], [everyPort]).flatMap((sourcePort) =>
      offeredPorts(passage.ports, box).map((destinationPort) => ({ ...rule, sourcePort, destinationPort })),
    );
  });
}

/** Both filters have to let a packet pass. */
function permittedBoxes({ exposeFilter, routeFilter }: Passage): Box[] {
  if (exposeFilter === undefined || routeFilter === undefined) return exposeFilter ?? routeFilter ?? everyBox;
  return exposeFilter.flatMap((one) => routeFilter.flatMap((other) => boxIntersection(one, other)));
}

const everyBox: Box[] = protocols.map((protocol) => ({
  protocol,
  source: everything,
  destination: everything,
  sourcePort: everyPort,
  destinationPort: everyPort,
}));

function offeredPorts(ports: PortSegment[] | undefined, { protocol, destinationPort }: Box): Range[] {
  if (ports === undefined) return intersection([everyPort], [destinationPort]);
  const offered = ports.filter((segment) => segment.protocol === protocol).map(portsOf);
  return intersection(rangeSet(offered), [destinationPort]);
}

/** The ports that callers use. */
export const portsOf = ({ from, length }: PortSegment): Range => ({ first: from, last: from + length - 1 });

/** The answers to packets, as the other side writes them. */
export function answers(rule: Rule, passage: Passage): Rule[] {
  // whoever shares a pool gets any port of it
  const destinationPort = passage.pool === undefined ? rule.sourcePort : everyPort;
  const mirror = { protocol: rule.protocol, ...answered(rule, passage), destinationPort };
  return internalPorts(passage.ports, rule).map((sourcePort) => ({ ...mirror, sourcePort }));
}

/** Who answers whom, by the addresses that the answering side writes. */
export function answered({ sources, destinations }: Product, passage: Passage): Product {
  const translated = (set: RangeSet, segments: Passage["sources"]): RangeSet =>
    segments.length === 0 ? set : rangeSet(set.flatMap((range) => translateRange(segments, range)));
  return {
    sources: translated(destinations, passage.destinations),
    destinations: passage.pool ?? translated(sources, passage.sources),
  };
}

function internalPorts(
  ports: PortSegment[] | undefined,
  { protocol, destinationPort }: Omit<Rule, "sources" | "destinations">,
): Range[] {
  if (ports === undefined) return [destinationPort];
  const offered = ports.filter((segment) => segment.protocol === protocol);
  return offered.length === 0 ? [] : translateRange(offered, destinationPort);
}

/** How many packets there are, of which no two differ only in what is behind the ports. */
export const volume = (rules: Rule[]): bigint =>
  rules.reduce(
    (sum, rule) => sum + BigInt(totalSize(rule.sources)) * BigInt(totalSize(rule.destinations)) * ports(rule),
    0n,
  );

/** ICMP has no ports. */
const ports = ({ protocol, sourcePort, destinationPort }: Rule): bigint =>
  protocol === TransportProtocol.ICMP ? 1n : BigInt(sizeOf(sourcePort)) * BigInt(sizeOf(destinationPort));

/** What two rules have in common: a rule, or nothing. */
export function ruleIntersection(a: Rule, b: Rule): Rule[] {
  if (a.protocol !== b.protocol) return [];
  const sources = intersection(a.sources, b.sources);
  const destinations = intersection(a.destinations, b.destinations);
  const [sourcePort] = intersection([a.sourcePort], [b.sourcePort]);
  const [destinationPort] = intersection([a.destinationPort], [b.destinationPort]);
  if (sources.length === 0 || destinations.length === 0) return [];
  if (sourcePort === undefined || destinationPort === undefined) return [];
  return [{ protocol: a.protocol, sources, destinations, sourcePort, destinationPort }];
}

/** Every packet from some addresses to others, of all protocols. */
export const everyPacket = (sources: RangeSet, destinations: RangeSet): Rule[] =>
  protocols.map((protocol) => ({
    protocol,
    sources,
    destinations,
    sourcePort: everyPort,
    destinationPort: everyPort,
  }));
