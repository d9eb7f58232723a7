import { setText } from "../../fabric/addresses/cidr.js";
import { intersection, type Range, type RangeSet, rangeSet } from "../../fabric/addresses/range.js";
import { translate, translateRange } from "../../fabric/addresses/segment.js";
import { boxIntersection } from "../../fabric/vpcs/boxes.js";
import { type Box, type CheckedVpcSide, Direction, type Passage } from "../../fabric/vpcs/checked.js";
import { everyPort, portText } from "../../fabric/vpcs/ports.js";
import { TransportProtocol } from "../../model/choices.js";
import type { ConnectivityRow } from "../connectivity.js";

/** Which packets may start flows between VPCs, a row for each kind that passes, in the order of the tables. */
export function packetRows({ forwarding }: Pick<CheckedVpcSide, "forwarding">): ConnectivityRow[] {
  return [...regionsOf(forwarding)].flatMap(([passage, regions]) =>
    regions.flatMap((region) => regionRows(passage, region)),
  );
}

/** Packets of a passage: from any of the sources to any of the destinations. */
interface Region {
  sources: RangeSet;
  destinations: RangeSet;
}

/** What atoms give each passage, those with equal sources together. */
function regionsOf(forwarding: CheckedVpcSide["forwarding"]): Map<Passage, Region[]> {
  const regions = new Map<Passage, Map<string, { sources: Range[]; destinations: Range[] }>>();
  for (const atoms of forwarding.values()) {
    for (const { first, last, sources } of atoms) {
      const own = new Map<Passage, Range[]>();
      for (const { passage, ...source } of sources) own.set(passage, [...(own.get(passage) ?? []), source]);
      for (const [passage, ranges] of own) {
        const known = regions.get(passage) ?? new Map<string, { sources: Range[]; destinations: Range[] }>();
        regions.set(passage, known);
        const key = ranges.map((range) => `${range.first}-${range.last}`).join();
        const region = known.get(key) ?? { sources: ranges, destinations: [] };
        known.set(key, region);
        region.destinations.push({ first, last });
      }
    }
  }
  return new Map(
    [...regions].map(([passage, known]) => [
      passage,
      [...known.values()].map(({ sources, destinations }) => ({
        sources: rangeSet(sources),
        destinations: rangeSet(destinations),
      })),
    ]),
  );
}

function regionRows(passage: Passage, region: Region): ConnectivityRow[] {
  const boxes = offeredBoxes(passage);
  const filtered = [passage.exposeFilter, passage.routeFilter].reduce<Box[]>(
    (left, filter) =>
      filter === undefined ? left : left.flatMap((box) => filter.flatMap((other) => boxIntersection(box, other))),
    boxes,
  );
  const rows = new Map<string, { row: ConnectivityRow; protocols: Set<string> }>();
  for (const box of filtered) {
    const sources = intersection(region.sources, [box.source]);
    const destinations = intersection(region.destinations, [box.destination]);
    if (sources.length === 0 || destinations.length === 0) continue;
    const row = rowOf(passage, box, sources, destinations);
    const key = JSON.stringify({ ...row, method: "" });
    const known = rows.get(key) ?? { row, protocols: new Set<string>() };
    known.protocols.add(box.protocol);
    rows.set(key, known);
  }
  return [...rows.values()].map(({ row, protocols }) => ({
    ...row,
    method: protocols.size === 3 ? "any" : [...protocols].sort().join("+"),
  }));
}

const protocols = [TransportProtocol.TCP, TransportProtocol.UDP, TransportProtocol.ICMP];
const whole: Range = { first: 0, last: 2 ** 32 - 1 };

/** What an Expose offers at all: every port, or those that it maps. */
function offeredBoxes({ ports, direction }: Passage): Box[] {
  const box = { source: whole, destination: whole, sourcePort: everyPort, destinationPort: everyPort };
  if (ports === undefined) return protocols.map((protocol) => ({ ...box, protocol }));
  const field = direction === Direction.Forward ? "destinationPort" : "sourcePort";
  return ports.map(({ protocol, from, length }) => ({
    ...box,
    protocol,
    [field]: { first: from, last: from + length - 1 },
  }));
}

function rowOf(passage: Passage, box: Box, sources: RangeSet, destinations: RangeSet): ConnectivityRow {
  const { from, to, expose, pool } = passage;
  const arriving = rangeSet(destinations.flatMap((range) => translateRange(passage.destinations, range)));
  const seen = pool ?? rangeSet(sources.flatMap((range) => translateRange(passage.sources, range)));
  const where = [
    ...(box.sourcePort.first === 0 && box.sourcePort.last === 65535 ? [] : [`source port ${portText(box.sourcePort)}`]),
    ...(pool === undefined && passage.sources.length === 0 ? [] : [`seen as ${setText(seen)}`]),
    ...(passage.direction === Direction.Return ? [`by the static return of ${expose.name}`] : []),
  ].join(", ");
  return {
    caller: `${from.name}/${setText(sources)}`,
    gateway: from.gateway?.name ?? from.target.kind,
    hostname: withPort(setText(destinations), box.destinationPort),
    method: box.protocol,
    path: "",
    ...(where !== "" && { where }),
    destination: withPort(`${to.name}/${setText(arriving)}`, insidePort(passage, box)),
  };
}

const withPort = (addresses: string, ports: Range): string => {
  const text = portText(ports);
  return text === "" ? addresses : `${addresses}:${text}`;
};

function insidePort({ ports, direction }: Passage, { protocol, destinationPort }: Box): Range {
  if (ports === undefined || direction === Direction.Return) return destinationPort;
  const own = ports.filter((segment) => segment.protocol === protocol);
  const length = destinationPort.last - destinationPort.first;
  const first = translate(own, destinationPort.first);
  return { first, last: first + length };
}
