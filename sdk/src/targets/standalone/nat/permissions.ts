import { TransportProtocol } from "../../../model/choices.js";
import { overlaps, type Range, within } from "../../../fabric/addresses/range.js";
import { type Box, Direction } from "../../../fabric/vpcs/checked.js";
import { addresses, type Element, joined, ports } from "./element-text.js";
import type { TreatedPassage } from "./treatment.js";

/** As many are looked up one by one, which is faster than a range. */
const fewPorts = 16;

const everyPort: Range = { first: 0, last: 65535 };

/** The ports that are offered, and which of the two ports is meant. */
export function* offeredElements({ id, passage: { ports: offered, direction } }: TreatedPassage): Iterable<Element> {
  if (offered === undefined) return;
  yield { set: direction === Direction.Forward ? "ported" : "ported_back", key: id };
  for (const { protocol, from, length } of offered) {
    if (length > fewPorts) {
      yield { set: "offered_ranges", key: joined(id, protocol, ports({ first: from, last: from + length - 1 })) };
      continue;
    }
    for (let port = from; port < from + length; port += 1) yield { set: "offered", key: joined(id, protocol, port) };
  }
}

/** What filters let through. */
export function* filterElements(passage: TreatedPassage): Iterable<Element> {
  yield* boxElements("expose", passage, passage.passage.exposeFilter);
  yield* boxElements("route", passage, passage.passage.routeFilter);
}

/**
 * Packets that a filter lets through. Most filters speak of a protocol and a port and leave the addresses to Routes:
 * those are looked up at once, the others among intervals.
 */
function* boxElements(filter: string, of: TreatedPassage, boxes: Box[] | undefined): Iterable<Element> {
  if (boxes === undefined) return;
  const { id } = of;
  yield { set: `filtered_${filter}`, key: id };
  const sources = hull(of.sources);
  const destinations = hull(of.destinations);
  for (const { protocol, source, destination, sourcePort, destinationPort } of boxes) {
    if (!overlaps(sources, source) || !overlaps(destinations, destination)) continue;
    const [from, to] = protocol === TransportProtocol.ICMP ? [everyPort, everyPort] : [sourcePort, destinationPort];
    const whole = within(sources, source) && within(destinations, destination) && isEveryPort(from);
    if (whole && isEveryPort(to)) yield { set: `${filter}_protocols`, key: joined(id, protocol) };
    else if (whole && to.first === to.last) yield { set: `${filter}_ports`, key: joined(id, protocol, to.first) };
    else {
      const ends = [addresses(source), addresses(destination)];
      if (protocol !== TransportProtocol.ICMP) ends.push(ports(from), ports(to));
      yield { set: `${filter}_${protocol}`, key: joined(id, ...ends) };
    }
  }
}

const isEveryPort = (range: Range): boolean => within(everyPort, range);

/** From the first to the last of some ranges. */
const hull = (ranges: Range[]): Range => ({ first: ranges[0]?.first ?? 0, last: ranges.at(-1)?.last ?? 0 });
