import { type Range, type RangeSet, rangeSet } from "../../fabric/addresses/range.js";
import { byNameOrder } from "../../fabric/checked.js";
import type { CheckedVpc, CheckedVpcSide, Passage, SourceAtom } from "../../fabric/vpcs/checked.js";
import { VpcTargetKind } from "../../model/choices.js";

/** Packets that take a passage: from any of these sources to any of these destinations, as their sender writes them. */
export interface Use {
  passage: Passage;
  sources: RangeSet;
  destinations: RangeSet;
}

/** Two VPCs of which one may start flows to the other, and all packets that may. */
export interface Pair {
  /** By name. */
  vpcs: [CheckedVpc, CheckedVpc];
  uses: Use[];
}

export const isHedgehog = ({ target }: CheckedVpc): boolean => target.kind === VpcTargetKind.Hedgehog;

/** The pairs of this target, by name. The checker keeps VPCs of different targets apart. */
export function pairsOf({ vpcs, forwarding }: CheckedVpcSide): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { name } of vpcs) {
    for (const use of usesOf(forwarding.get(name) ?? [])) {
      const { from, to } = use.passage;
      if (!isHedgehog(from) || !isHedgehog(to)) continue;
      const [one, other] = byNameOrder(from, to) < 0 ? [from, to] : [to, from];
      const key = `${one.name} ${other.name}`;
      const pair = pairs.get(key) ?? { vpcs: [one, other], uses: [] };
      pairs.set(key, pair);
      pair.uses.push(use);
    }
  }
  return [...pairs.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}

/** The table of one VPC by passages: who goes where. */
function usesOf(atoms: (Range & { sources: SourceAtom[] })[]): Use[] {
  const uses = new Map<Passage, Map<string, Use>>();
  const known = new Map<SourceAtom[], [Passage, RangeSet][]>();
  for (const { first, last, sources } of atoms) {
    const groups = known.get(sources) ?? byPassage(sources);
    known.set(sources, groups);
    for (const [passage, set] of groups) {
      const own = uses.get(passage) ?? new Map<string, Use>();
      uses.set(passage, own);
      const key = JSON.stringify(set);
      const use = own.get(key) ?? { passage, sources: set, destinations: [] };
      own.set(key, use);
      use.destinations.push({ first, last });
    }
  }
  return [...uses.values()]
    .flatMap((own) => [...own.values()])
    .map((use) => ({ ...use, destinations: rangeSet(use.destinations) }))
    .sort((a, b) => compare(a.passage.id, b.passage.id) || firstOf(a.sources) - firstOf(b.sources));
}

function byPassage(atoms: SourceAtom[]): [Passage, RangeSet][] {
  const groups = new Map<Passage, Range[]>();
  for (const { first, last, passage } of atoms) groups.set(passage, [...(groups.get(passage) ?? []), { first, last }]);
  return [...groups].map(([passage, ranges]) => [passage, rangeSet(ranges)]);
}

const firstOf = (set: RangeSet): number => set[0]?.first ?? 0;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
