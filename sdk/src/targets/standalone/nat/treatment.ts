import { type Range, rangeSet, type RangeSet } from "../../../fabric/addresses/range.js";
import type { CheckedVpc, CheckedVpcSide, Passage } from "../../../fabric/vpcs/checked.js";
import { type DestinationClass, destinationClasses, type SourceShape, type VpcAtoms } from "./destination-classes.js";
import { type CutSources, sourceCutter } from "./source-shape.js";
import { hex, passageIds, stableIds, stableMarks, vpcIds, zoneIds } from "./stable-ids.js";

/** All that a gateway does, with the marks that the kernel knows it by: numbers as nft writes them. */
export interface Treatment {
  vpcs: TreatedVpc[];
  classes: DestinationClass[];
  shapes: SourceShape[];
  passages: TreatedPassage[];
  pairs: Pair[];
}

/** A VPC, by the number that marks have of it. */
export interface TreatedVpc {
  id: number;
  vpc: CheckedVpc;
  /** Where its packets can go, by the class of what they meet there. */
  destinations: { range: Range; class: string }[];
}

/** A passage, by the mark that its flows have. */
export interface TreatedPassage {
  id: string;
  passage: Passage;
  zone: number;
  /** Where its packets go, and where its replies go. */
  mark: string;
  replyMark: string;
  /** What of the sender's packets takes it. */
  destinations: RangeSet;
  sources: RangeSet;
}

/** One VPC's packets to another. */
export interface Pair {
  mark: string;
  zone: number;
  to: CheckedVpc;
}

/** Numbers everything that a gateway's VPCs meet. */
export function treatment(vpcs: CheckedVpc[], forwarding: CheckedVpcSide["forwarding"]): Treatment {
  const idOf = stableIds(
    vpcs.map(({ name }) => name),
    vpcIds,
  );
  const cut = sourceCutter();
  const atoms = vpcs.map((vpc) => ({
    vpc,
    destinations: (forwarding.get(vpc.name) ?? []).map((atom) => ({ ...atom, cut: cut(atom.sources) })),
  }));
  const passages = gatheredPassages(atoms);
  const pairs = orderedPairs(atoms, passages, idOf);
  const pairOf = (from: CheckedVpc, to: CheckedVpc): Pair => found(pairs, pairKey(from, to));
  const passageIdOf = stableMarks(passages.keys(), passageIds);
  const { classes, classOf, shapes } = destinationClasses(atoms, passageIdOf, (from, to) => pairOf(from, to).mark);
  return {
    vpcs: atoms.map(({ vpc, destinations }) => ({
      id: found(idOf, vpc.name),
      vpc,
      destinations: destinations.map((atom) => ({ range: atom, class: classOf(vpc, atom) })),
    })),
    classes,
    shapes,
    passages: [...passages.values()].map(({ passage, destinations, sources }) => {
      const { mark, zone } = pairOf(passage.from, passage.to);
      return {
        id: passageIdOf(passage.id),
        passage,
        zone,
        mark,
        replyMark: pairOf(passage.to, passage.from).mark,
        destinations: rangeSet(destinations),
        sources: rangeSet(sources),
      };
    }),
    pairs: [...pairs.values()],
  };
}

interface GatheredPassage {
  passage: Passage;
  destinations: Range[];
  sources: Range[];
}

/** Each passage with all that takes it. */
function gatheredPassages(atoms: VpcAtoms[]): Map<string, GatheredPassage> {
  const passages = new Map<string, GatheredPassage>();
  const known = new Set<CutSources>();
  for (const { destinations } of atoms) {
    for (const { first, last, cut } of destinations) {
      for (const passage of cut.passages) {
        const gathered = passages.get(passage.id);
        if (gathered === undefined) passages.set(passage.id, { passage, destinations: [{ first, last }], sources: [] });
        else gathered.destinations.push({ first, last });
      }
      if (known.has(cut)) continue;
      known.add(cut);
      for (const { range, part } of cut.parts) {
        const passage = cut.passages[part];
        if (passage !== undefined) passages.get(passage.id)?.sources.push(range);
      }
    }
  }
  return passages;
}

const pairKey = (from: CheckedVpc, to: CheckedVpc): string => `${from.name} ${to.name}`;

/** Both directions of every two VPCs that packets go between. The two have one zone. */
function orderedPairs(
  atoms: VpcAtoms[],
  passages: Map<string, GatheredPassage>,
  idOf: Map<string, number>,
): Map<string, Pair> {
  const between = new Map<string, [CheckedVpc, CheckedVpc]>();
  const add = (one: CheckedVpc, other: CheckedVpc): void => {
    const both: [CheckedVpc, CheckedVpc] = one.name < other.name ? [one, other] : [other, one];
    between.set(pairKey(...both), both);
  };
  for (const { vpc, destinations } of atoms) for (const { peer } of destinations) add(vpc, peer);
  for (const { passage } of passages.values()) add(passage.from, passage.to);

  const zoneOf = stableIds(between.keys(), zoneIds);
  const pairs = new Map<string, Pair>();
  for (const [key, [one, other]] of between) {
    const zone = found(zoneOf, key);
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      // who sends, and who receives
      const mark = hex(found(idOf, from.name) * 0x1_0000 + found(idOf, to.name));
      pairs.set(pairKey(from, to), { mark, zone, to });
    }
  }
  return pairs;
}

/** What a map surely has. */
function found<T>(map: Map<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing is known of "${key}"`);
  return value;
}
