import { alignedRanges } from "../../../fabric/addresses/cidr.js";
import { type Range, type RangeSet, sizeOf, totalSize } from "../../../fabric/addresses/range.js";
import { alignedSegments, type Segment } from "../../../fabric/addresses/segment.js";
import { Direction, type PortSegment } from "../../../fabric/vpcs/checked.js";
import { addresses, addressPool, after, before, type Element, joined } from "./element-text.js";
import type { TreatedPassage } from "./treatment.js";

/**
 * What becomes of the first packet's addresses and ports, by the mark of its flow. Where a passage has one prefix, its
 * mark alone is the key: those maps cost the same however full they are, unlike maps of intervals (`_parts`).
 */
export function* translationElements(passage: TreatedPassage): Iterable<Element> {
  const { direction, destinations, sources } = passage.passage;
  const forward = direction === Direction.Forward;
  yield* prefixElements("dnat", passage, destinations);
  yield* prefixElements("snat", passage, sources);
  if (forward) yield* portElements("dnat", passage, orItself(destinations, passage.destinations));
  else yield* portElements("snat", passage, orItself(sources, passage.sources));
  yield* poolElements(passage);
}

function* prefixElements(map: string, { id }: TreatedPassage, segments: Segment[]): Iterable<Element> {
  const aligned = alignedSegments(segments);
  const [only] = aligned;
  if (aligned.length === 1 && only !== undefined) {
    yield { set: `${map}_whole`, key: id, value: after(only) };
    return;
  }
  for (const segment of aligned) yield { set: `${map}_parts`, key: joined(id, before(segment)), value: after(segment) };
}

/** Addresses that are not translated, as prefixes that become themselves. */
const orItself = (segments: Segment[], ranges: RangeSet): Segment[] =>
  segments.length > 0
    ? segments
    : ranges
        .flatMap(({ first, last }) => alignedRanges(first, last))
        .map((range) => ({ from: range.first, to: range.first, length: sizeOf(range) }));

/** A port each: the kernel does not keep the offset within a range of them. */
function* portElements(map: string, { id, passage }: TreatedPassage, segments: Segment[]): Iterable<Element> {
  const changed = (passage.ports ?? []).filter(({ from, to }) => from !== to);
  if (changed.length === 0) return;
  const aligned = alignedSegments(segments);
  for (const { protocol, from, to } of singlePorts(changed)) {
    for (const segment of aligned) {
      const value = joined(after(segment), to);
      if (aligned.length === 1) yield { set: `${map}_${protocol}`, key: joined(id, from), value };
      else yield { set: `${map}_${protocol}_parts`, key: joined(id, before(segment), from), value };
    }
  }
}

/** Ranges of ports, a port each. */
export function* singlePorts(segments: PortSegment[]): Iterable<Omit<PortSegment, "length">> {
  for (const { protocol, from, to, length } of segments) {
    for (let offset = 0; offset < length; offset += 1) yield { protocol, from: from + offset, to: to + offset };
  }
}

/** Of a pool of several blocks, each serves its share of the sources. */
function* poolElements({ id, passage: { pool, route } }: TreatedPassage): Iterable<Element> {
  if (pool === undefined) return;
  const [only] = pool;
  if (pool.length === 1 && only !== undefined) {
    yield { set: "pools", key: id, value: addressPool(only) };
    return;
  }
  for (const { sources, block } of shares(route.sources, pool)) {
    yield { set: "pools_parts", key: joined(id, addresses(sources)), value: addressPool(block) };
  }
}

/** Sources dealt out to blocks in order, to each as many as it is large. */
function* shares(sources: RangeSet, blocks: RangeSet): Iterable<{ sources: Range; block: Range }> {
  const total = totalSize(sources);
  const size = totalSize(blocks);
  let [index, used, dealt, offered] = [0, 0, 0, 0];
  for (const block of blocks) {
    offered += sizeOf(block);
    for (let end = Math.ceil((total * offered) / size); dealt < end;) {
      const range = sources[index];
      if (range === undefined) return;
      const count = Math.min(end - dealt, sizeOf(range) - used);
      yield { sources: { first: range.first + used, last: range.first + used + count - 1 }, block };
      [dealt, used] = [dealt + count, used + count];
      if (used === sizeOf(range)) [index, used] = [index + 1, 0];
    }
  }
}
