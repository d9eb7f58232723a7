import { TransportProtocol } from "../../model/choices.js";
import { common, everything, overlaps, type Range } from "../addresses/range.js";
import { translateRange } from "../addresses/segment.js";
import type { Box, CheckedVpc, FilterLine, PortSegment } from "./checked.js";
import type { Segment } from "../addresses/segment.js";
import { everyPort } from "./ports.js";

/** The fields of a box, those first by which filters differ most, so that few pieces are cut. */
const fields = ["destinationPort", "sourcePort", "destination", "source"] as const;

const protocols = [TransportProtocol.TCP, TransportProtocol.UDP, TransportProtocol.ICMP];

/** Every packet of a protocol. */
const everyPacket = (protocol: TransportProtocol): Box => ({
  protocol,
  source: everything,
  destination: everything,
  sourcePort: everyPort,
  destinationPort: everyPort,
});

/** What a filter lets through from one VPC to another, as disjoint boxes: the first line that fits has decided. */
export function permitted(lines: FilterLine[], from: CheckedVpc, to: CheckedVpc): Box[] {
  const fits = (vpcs: Set<string> | undefined, { name }: CheckedVpc): boolean => vpcs === undefined || vpcs.has(name);
  const speaking = lines.filter(({ fromVpcs, toVpcs }) => fits(fromVpcs, from) && fits(toVpcs, to));
  return protocols.flatMap((protocol) => {
    const allowed: Box[] = [];
    let undecided = [everyPacket(protocol)];
    for (const line of speaking) {
      if (!line.protocols.includes(protocol)) continue;
      for (const box of boxesOf(line, protocol)) {
        if (line.permit) allowed.push(...undecided.flatMap((other) => boxIntersection(other, box)));
        undecided = undecided.flatMap((other) => boxDifference(other, box));
      }
    }
    return allowed;
  });
}

const boxesOf = ({ sources, destinations, sourcePorts, destinationPorts }: FilterLine, protocol: TransportProtocol) =>
  sources.flatMap((source) =>
    destinations.map((destination): Box => ({
      protocol,
      source,
      destination,
      sourcePort: sourcePorts,
      destinationPort: destinationPorts,
    })),
  );

/** What two boxes have in common: a box, or nothing. */
export function boxIntersection(a: Box, b: Box): Box[] {
  if (a.protocol !== b.protocol || !fields.every((field) => overlaps(a[field], b[field]))) return [];
  const box = { ...a };
  for (const field of fields) box[field] = common(a[field], b[field]);
  return [box];
}

/** What is in the first box and not in the second, in at most two pieces a field. */
function boxDifference(a: Box, b: Box): Box[] {
  if (boxIntersection(a, b).length === 0) return [a];
  const rest: Box[] = [];
  let inner = a;
  for (const field of fields) {
    const [range, hole] = [inner[field], b[field]];
    if (range.first < hole.first) rest.push({ ...inner, [field]: { first: range.first, last: hole.first - 1 } });
    if (range.last > hole.last) rest.push({ ...inner, [field]: { first: hole.last + 1, last: range.last } });
    inner = { ...inner, [field]: common(range, hole) };
  }
  return rest;
}

/** What becomes of a packet on its way. */
export interface Translation {
  sources: Segment[];
  destinations: Segment[];
  ports: PortSegment[] | undefined;
}

/** The answers to the packets of boxes, as their sender writes them: ends swapped, addresses and ports translated. */
export const mirrored = (boxes: Box[], { sources, destinations, ports }: Translation): Box[] =>
  boxes.flatMap((box) =>
    translateRange(destinations, box.destination).flatMap((source) =>
      translateRange(sources, box.source).flatMap((destination) =>
        translatedPorts(ports, box).map((sourcePort): Box => ({
          protocol: box.protocol,
          source,
          destination,
          sourcePort,
          destinationPort: box.sourcePort,
        })),
      ),
    ),
  );

function translatedPorts(ports: PortSegment[] | undefined, { protocol, destinationPort }: Box): Range[] {
  if (ports === undefined) return [destinationPort];
  return translateRangeOrNone(
    ports.filter((segment) => segment.protocol === protocol),
    destinationPort,
  );
}

const translateRangeOrNone = (segments: Segment[], range: Range): Range[] =>
  segments.length === 0 ? [] : translateRange(segments, range);

/** Whether a packet is in one of the boxes. */
export const inBoxes = (
  boxes: Box[],
  packet: Record<(typeof fields)[number], number> & { protocol: string },
): boolean =>
  boxes.some(
    (box) =>
      box.protocol === packet.protocol &&
      fields.every((field) => box[field].first <= packet[field] && packet[field] <= box[field].last),
  );
