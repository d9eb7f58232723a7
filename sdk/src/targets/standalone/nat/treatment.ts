import { type Range, rangeSet, type RangeSet } from "../../../fabric/addresses/range.js";
import type { CheckedVpc, CheckedVpcSide, DestinationAtom, Passage, SourceAtom } from "../../../fabric/vpcs/checked.js";
import { classIds, passageIds, shapeIds, stableIds, vpcIds, zoneIds } from "./stable-ids.js";

/** All that a gateway does, with the numbers that the kernel knows it by. */
export interface Treatment {
  vpcs: TreatedVpc[];
  classes: DestinationClass[];
  shapes: SourceShape[];
  passages: TreatedPassage[];
  pairs: Pair[];
}

export interface TreatedVpc {
  id: number;
  vpc: CheckedVpc;
  /** Where its packets can go, by the class of what they meet there. */
  destinations: { range: Range; class: number }[];
}

/** Destinations of a VPC that are treated alike. */
export interface DestinationClass {
  id: number;
  mark: number;
  /** How sources are told apart; undefined where nobody may start a flow. */
  shape: number | undefined;
  /** The passage of each part of the shape, from part 1. */
  passages: number[];
}

/** A way of cutting sources into parts: all parts of a class that take one passage are one. */
export interface SourceShape {
  id: number;
  parts: { range: Range; part: number }[];
}

export interface TreatedPassage {
  id: number;
  passage: Passage;
  zone: number;
  /** Where its packets go, and where its replies go. */
  mark: number;
  replyMark: number;
  /** What of the sender's packets takes it. */
  destinations: RangeSet;
  sources: RangeSet;
}

/** One VPC's packets to another. */
export interface Pair {
  mark: number;
  zone: number;
  to: CheckedVpc;
}

/** The routing mark: who sends, and who receives. */
const markOf = (from: number, to: number): number => from * 0x1_0000 + to;

/** Numbers everything that a gateway's VPCs meet. */
export function treatment(vpcs: CheckedVpc[], forwarding: CheckedVpcSide["forwarding"]): Treatment {
  const idOf = stableIds(
    vpcs.map(({ name }) => name),
    vpcIds,
  );
  const atoms = vpcs.map((vpc) => ({ vpc, destinations: forwarding.get(vpc.name) ?? [] }));
  const passages = gatheredPassages(atoms.flatMap(({ destinations }) => destinations));
  const pairs = orderedPairs(atoms, passages, idOf);
  const pairOf = (from: CheckedVpc, to: CheckedVpc): Pair => found(pairs, pairKey(from, to));

  const passageIdOf = stableIds(passages.keys(), passageIds);
  const { classes, shapes, treated } = classified(atoms, passageIdOf, pairOf);
  return {
    vpcs: treated.map(({ vpc, destinations }) => ({ id: found(idOf, vpc.name), vpc, destinations })),
    classes,
    shapes,
    passages: [...passages.values()].map(({ passage, destinations, sources }) => ({
      id: found(passageIdOf, passage.id),
      passage,
      zone: pairOf(passage.from, passage.to).zone,
      mark: pairOf(passage.from, passage.to).mark,
      replyMark: pairOf(passage.to, passage.from).mark,
      destinations: rangeSet(destinations),
      sources: rangeSet(sources),
    })),
    pairs: [...pairs.values()],
  };
}

interface VpcAtoms {
  vpc: CheckedVpc;
  destinations: DestinationAtom[];
}

interface GatheredPassage {
  passage: Passage;
  destinations: Range[];
  sources: Range[];
}

/** Each passage with all that takes it. */
function gatheredPassages(atoms: DestinationAtom[]): Map<string, GatheredPassage> {
  const passages = new Map<string, GatheredPassage>();
  for (const { first, last, sources } of atoms) {
    for (const { passage, ...source } of sources) {
      let gathered = passages.get(passage.id);
      if (gathered === undefined) passages.set(passage.id, (gathered = { passage, destinations: [], sources: [] }));
      if (gathered.destinations.at(-1)?.first !== first) gathered.destinations.push({ first, last });
      gathered.sources.push(source);
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
      pairs.set(pairKey(from, to), { mark: markOf(found(idOf, from.name), found(idOf, to.name)), zone, to });
    }
  }
  return pairs;
}

interface Draft {
  mark: number;
  shape: string | undefined;
  passages: number[];
}

function classified(
  atoms: VpcAtoms[],
  passageIdOf: Map<string, number>,
  pairOf: (from: CheckedVpc, to: CheckedVpc) => Pair,
): Pick<Treatment, "classes" | "shapes"> & {
  treated: { vpc: CheckedVpc; destinations: TreatedVpc["destinations"] }[];
} {
  const drafts = new Map<string, Draft>();
  const parts = new Map<string, SourceShape["parts"]>();
  // many destinations share one list of sources
  const cuts = new Map<SourceAtom[], CutSources>();
  const keyed = atoms.map(({ vpc, destinations }) => ({
    vpc,
    destinations: destinations.map(({ first, last, peer, sources }) => {
      const cut = cuts.get(sources) ?? cutSources(sources);
      cuts.set(sources, cut);
      const key = `${pairKey(vpc, peer)} ${cut.passages.join(",")} ${cut.key}`;
      if (!drafts.has(key)) {
        const passages = cut.passages.map((id) => found(passageIdOf, id));
        drafts.set(key, { mark: pairOf(vpc, peer).mark, shape: sources.length === 0 ? undefined : cut.key, passages });
      }
      if (sources.length > 0 && !parts.has(cut.key)) parts.set(cut.key, cut.parts);
      return { range: { first, last }, key };
    }),
  }));
  const classIdOf = stableIds(drafts.keys(), classIds);
  const shapeIdOf = stableIds(parts.keys(), shapeIds);
  return {
    classes: [...drafts].map(([key, { mark, shape, passages }]) => ({
      id: found(classIdOf, key),
      mark,
      shape: shape === undefined ? undefined : found(shapeIdOf, shape),
      passages,
    })),
    shapes: [...parts].map(([key, cut]) => ({ id: found(shapeIdOf, key), parts: cut })),
    treated: keyed.map(({ vpc, destinations }) => ({
      vpc,
      destinations: destinations.map(({ range, key }) => ({ range, class: found(classIdOf, key) })),
    })),
  };
}

interface CutSources {
  key: string;
  passages: string[];
  parts: SourceShape["parts"];
}

/** Sources by the passage that they take, passages in the order in which they come. */
function cutSources(sources: SourceAtom[]): CutSources {
  const partOf = new Map<string, number>();
  const parts: SourceShape["parts"] = [];
  for (const { first, last, passage } of sources) {
    let part = partOf.get(passage.id);
    if (part === undefined) partOf.set(passage.id, (part = partOf.size + 1));
    const end = parts.at(-1);
    if (end?.part === part && end.range.last + 1 === first) end.range.last = last;
    else parts.push({ range: { first, last }, part });
  }
  const key = parts.map(({ range, part }) => `${range.first}-${range.last}:${part}`).join();
  return { key, passages: [...partOf.keys()], parts };
}

/** What a map surely has. */
function found<T>(map: Map<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing is known of "${key}"`);
  return value;
}
