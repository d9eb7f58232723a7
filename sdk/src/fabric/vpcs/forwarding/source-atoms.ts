import { pieces } from "../../addresses/pieces.js";
import { common, difference, overlapping, type Range, type RangeSet } from "../../addresses/range.js";
import type { CheckedVpcExpose, CheckedVpcRoute, SourceAtom } from "../checked.js";
import { prefixesOfSet } from "../prefixes.js";
import type { Passages } from "./passages.js";

interface SourcePrefix extends Range {
  route: CheckedVpcRoute;
}

/** Who may use an Expose by one of these Routes: of those that hold a source, the longest prefix wins. */
export function sourceAtoms(routes: CheckedVpcRoute[], expose: CheckedVpcExpose, passages: Passages): SourceAtom[] {
  const prefixes = routes.flatMap((route) =>
    prefixesOfSet(route.sources).map((range): SourcePrefix => ({ ...range, route })),
  );
  const atoms = pieces(prefixes).flatMap((piece) => {
    const route = piece.covering.at(-1)?.route;
    if (route === undefined) return [];
    const passage = passages.forward(route, expose);
    return overlapping(route.sources, piece).map((range): SourceAtom => ({ ...common(range, piece), passage }));
  });
  return joined(atoms, (a, b) => a.passage === b.passage);
}

/** Atoms without some sources. */
export const withoutSources = (atoms: SourceAtom[], sources: RangeSet): SourceAtom[] =>
  atoms.flatMap((atom) => difference([atom], sources).map((range) => ({ ...range, passage: atom.passage })));

/** Neighbours that are alike as one. */
export function joined<T extends Range>(sorted: T[], alike: (a: T, b: T) => boolean): T[] {
  const all: T[] = [];
  for (const range of sorted) {
    const before = all.at(-1);
    if (before !== undefined && before.last + 1 === range.first && alike(before, range))
      all[all.length - 1] = { ...before, last: range.last };
    else all.push(range);
  }
  return all;
}
