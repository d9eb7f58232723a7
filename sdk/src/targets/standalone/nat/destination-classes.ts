import type { Range } from "../../../fabric/addresses/range.js";
import type { CheckedVpc, DestinationAtom } from "../../../fabric/vpcs/checked.js";
import type { CutSources } from "./source-shape.js";
import { classIds, hex, shapeIds, stableMarks } from "./stable-ids.js";

/** Destinations of a VPC that are treated alike. */
export interface DestinationClass {
  id: string;
  /** Where packets go that have a flow already. */
  mark: string;
  /** How sources are told apart; undefined where nobody may start a flow. */
  shape: string | undefined;
  /** The passage that each part of the sources takes. */
  takes: { part: string; passage: string }[];
}

/** A way of cutting sources into parts. */
export interface SourceShape {
  id: string;
  parts: { range: Range; part: string }[];
}

/** Destinations of one peer, with how sources are told apart there. */
export interface CutAtom extends DestinationAtom {
  cut: CutSources;
}

/** A VPC, and all that its packets can go to. */
export interface VpcAtoms {
  vpc: CheckedVpc;
  destinations: CutAtom[];
}

/** What a gateway's destinations and sources are known by. */
export interface Classes {
  classes: DestinationClass[];
  shapes: SourceShape[];
  classOf: (vpc: CheckedVpc, atom: CutAtom) => string;
}

interface Member {
  /** The class is known by its first address, so that what else there is does not change its id. */
  key: string;
  mark: string;
  cut: CutSources;
}

/** Sources that are cut into more parts than this are seldom shared, and change one at a time. */
const fewParts = 16;

/** Finds destinations that are treated alike, and numbers them and their ways of telling sources apart. */
export function destinationClasses(
  atoms: VpcAtoms[],
  passageIdOf: (passage: string) => string,
  markOf: (from: CheckedVpc, to: CheckedVpc) => string,
): Classes {
  const members = new Map<string, Member>();
  const memberKey = (vpc: CheckedVpc, { peer, cut }: CutAtom): string => `${vpc.name} ${peer.name} ${cut.number}`;
  const cuts = new Map<string, CutSources>();
  const shapeKeyOf = new Map<CutSources, string>();
  for (const { vpc, destinations } of atoms) {
    for (const atom of destinations) {
      const member = memberKey(vpc, atom);
      if (members.has(member)) continue;
      const { cut } = atom;
      const key = `${vpc.name} ${atom.first}`;
      members.set(member, { key, mark: markOf(vpc, atom.peer), cut });
      if (cut.parts.length === 0 || shapeKeyOf.has(cut)) continue;
      // by its content where it may be shared, else by its first class, so that it grows under the same id
      const shapeKey = cut.parts.length > fewParts ? key : cut.shape;
      shapeKeyOf.set(cut, shapeKey);
      cuts.set(shapeKey, cut);
    }
  }
  const classIdOf = stableMarks(
    [...members.values()].map(({ key }) => key),
    classIds,
  );
  const shapeIdOf = stableMarks(cuts.keys(), shapeIds);
  const partOf = ({ parts, passages }: CutSources, part: number): string =>
    parts.length > fewParts ? passageIdOf(passages[part]?.id ?? "") : hex(part + 1);
  return {
    classes: [...members.values()].map(({ key, mark, cut }) => ({
      id: classIdOf(key),
      mark,
      shape: cut.parts.length === 0 ? undefined : shapeIdOf(shapeKeyOf.get(cut) ?? ""),
      takes: cut.passages.map(({ id }, part) => ({ part: partOf(cut, part), passage: passageIdOf(id) })),
    })),
    shapes: [...cuts].map(([key, cut]) => ({
      id: shapeIdOf(key),
      parts: cut.parts.map(({ range, part }) => ({ range, part: partOf(cut, part) })),
    })),
    classOf: (vpc, atom) => classIdOf(members.get(memberKey(vpc, atom))?.key ?? ""),
  };
}
