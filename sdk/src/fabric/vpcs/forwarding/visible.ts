import type { Range } from "../../addresses/range.js";
import { translateRange } from "../../addresses/segment.js";
import type { CheckedVpc, CheckedVpcRoute, DestinationAtom, Passage, SourceAtom } from "../checked.js";
import { type Passages, returnsStatically } from "./passages.js";

/** Addresses by which a VPC sees the sources of another. */
export interface Visible extends Range {
  consumer: CheckedVpc;
  route: CheckedVpcRoute;
  /** What is added to a source; undefined where sources share a pool. */
  shift: number | undefined;
}

/** Packets of a static return: to visible addresses, from addresses behind the Expose. */
export interface ReturnBox extends Range {
  consumer: CheckedVpc;
  source: Range;
  passage: Passage;
}

/** What the packets of VPCs leave behind at the VPCs that they go to, by the name of the latter. */
export interface Arrivals {
  visible: Map<string, Visible[]>;
  returns: Map<string, ReturnBox[]>;
}

/** Follows every packet that passes to the other side, by its atoms. */
export function arrivalsOf(atoms: Map<string, DestinationAtom[]>, passages: Passages): Arrivals {
  const arrivals: Arrivals = { visible: new Map(), returns: new Map() };
  for (const own of atoms.values()) {
    const seen = new Map<string, Set<SourceAtom[]>>();
    for (const atom of own) {
      const { peer, sources } = atom;
      const known = seen.get(peer.name) ?? new Set();
      seen.set(peer.name, known);
      if (!known.has(sources)) listAt(arrivals.visible, peer.name).push(...sources.flatMap(visibleRanges));
      known.add(sources);
      for (const source of sources) {
        if (!returnsStatically(source.passage)) continue;
        listAt(arrivals.returns, peer.name).push(...returnBoxes(atom, source, passages));
      }
    }
  }
  return arrivals;
}

function listAt<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function visibleRanges({ first, last, passage }: SourceAtom): Visible[] {
  const { route, from: consumer, pool, sources } = passage;
  if (pool !== undefined) return pool.map((range) => ({ ...range, consumer, route, shift: undefined }));
  if (sources.length === 0) return [{ first, last, consumer, route, shift: 0 }];
  return sources.flatMap(({ from, to, length }) => {
    const [start, end] = [Math.max(first, from), Math.min(last, from + length - 1)];
    const shift = to - from;
    return start > end ? [] : [{ first: start + shift, last: end + shift, consumer, route, shift }];
  });
}

const returnBoxes = (destination: Range, { first, last, passage }: SourceAtom, passages: Passages): ReturnBox[] =>
  translateRange(passage.sources, { first, last }).flatMap((seen) =>
    translateRange(passage.destinations, destination).map((source) => ({
      ...seen,
      consumer: passage.from,
      source,
      passage: passages.back(passage),
    })),
  );
