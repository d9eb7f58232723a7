import { pieces } from "../../addresses/pieces.js";
import { byFirst, type Range, rangeSet } from "../../addresses/range.js";
import type { CheckedVpc, DestinationAtom, SourceAtom } from "../checked.js";
import { joined, withoutSources } from "./source-atoms.js";
import type { ReturnBox, Visible } from "./visible.js";

/** What one VPC's packets meet, before it is one table. */
export interface TableParts {
  /** Where its own Routes lead: disjoint. */
  forward: DestinationAtom[];
  /** Where replies to others go. */
  visible: Visible[];
  /** What it may send back without being asked. */
  returns: ReturnBox[];
}

type Part =
  | (Range & { forward: DestinationAtom; visible?: undefined; box?: undefined })
  | (Range & { visible: Visible; forward?: undefined; box?: undefined })
  | (Range & { box: ReturnBox; forward?: undefined; visible?: undefined });

/** A piece of the table with all that speaks of it. */
export interface TablePiece extends Range {
  forward: DestinationAtom | undefined;
  visible: Visible[];
  returns: ReturnBox[];
}

/** Cuts the parts of a table where any begins or ends. */
export function tablePieces({ forward, visible, returns }: TableParts): TablePiece[] {
  const parts: Part[] = [
    ...forward.map((atom) => ({ first: atom.first, last: atom.last, forward: atom })),
    ...visible.map((seen) => ({ first: seen.first, last: seen.last, visible: seen })),
    ...returns.map((box) => ({ first: box.first, last: box.last, box })),
  ];
  return pieces(parts).map(({ first, last, covering }) => ({
    first,
    last,
    forward: covering.find((part) => part.forward !== undefined)?.forward,
    visible: covering.flatMap((part) => part.visible ?? []),
    returns: covering.flatMap((part) => part.box ?? []),
  }));
}

/**
 * The table of a VPC. Its own Routes say where its packets go; what they leave out may still go back to who asked,
 * where a return is static; and to all other visible addresses there are only replies.
 */
export function destinationTable(cut: TablePiece[]): DestinationAtom[] {
  const known = new Map<string, SourceAtom[]>();
  const ids = identities();
  const atoms = cut.flatMap(({ first, last, forward, visible, returns }): DestinationAtom[] => {
    const peer = forward?.peer ?? returns[0]?.consumer ?? visible[0]?.consumer;
    if (peer === undefined) return [];
    const key = [forward?.sources, ...returns].map(ids).join(" ");
    const sources = known.get(key) ?? sourcesOf(forward, returns);
    known.set(key, sources);
    return [{ first, last, peer, sources }];
  });
  return joined(atoms, (a, b) => a.peer === b.peer && a.sources === b.sources);
}

function sourcesOf(forward: DestinationAtom | undefined, returns: ReturnBox[]): SourceAtom[] {
  const own = forward?.sources ?? [];
  const back = returns.map(({ source, passage }): SourceAtom => ({ ...source, passage })).sort(byFirst);
  return [...own, ...withoutSources(back, rangeSet(own))].sort(byFirst);
}

/** A number for each object, the same for the same one. */
function identities(): (object: object | undefined) => number {
  const numbers = new Map<object | undefined, number>();
  return (object) => {
    const number = numbers.get(object) ?? numbers.size;
    numbers.set(object, number);
    return number;
  };
}

/** By VPC name. */
export type Tables = Map<string, { vpc: CheckedVpc; cut: TablePiece[] }>;
