import { pieces, type Piece } from "../../addresses/pieces.js";
import { byFirst, type Range, rangeSet, type RangeSet } from "../../addresses/range.js";
import type { CheckedVpcExpose } from "../checked.js";
import { prefixesOfSet } from "../prefixes.js";

/** Public addresses that stand for those of one Expose. */
export interface Offer extends Range {
  expose: CheckedVpcExpose;
}

/** What is offered, by class: what VPCs offer always wins over what externals do. */
export interface Offers {
  /** Of VPCs: ascending and disjoint. */
  inner: Offer[];
  /** The addresses of `inner`. */
  innerSet: RangeSet;
  /** Of externals: ascending pieces, each with the prefixes that hold it. */
  outer: Piece<Offer>[];
}

export function offersOf(exposes: CheckedVpcExpose[]): Offers {
  const offersAs = (of: CheckedVpcExpose[], ranges: (expose: CheckedVpcExpose) => RangeSet): Offer[] =>
    of.flatMap((expose) => ranges(expose).map((range) => ({ ...range, expose })));
  const inner = exposes.filter(({ vpc }) => !vpc.external);
  const outer = exposes.filter(({ vpc }) => vpc.external);
  return {
    inner: offersAs(inner, (expose) => expose.public).sort(byFirst),
    innerSet: rangeSet(inner.flatMap((expose) => expose.public)),
    outer: pieces(offersAs(outer, (expose) => prefixesOfSet(expose.public))),
  };
}

/** Among externals: the longest prefix, then the lowest priority, then the name. Below zero where `a` is better. */
export const byPreference = (a: Offer, b: Offer): number =>
  a.last - a.first - (b.last - b.first) ||
  a.expose.vpc.priority - b.expose.vpc.priority ||
  compare(a.expose.vpc.name, b.expose.vpc.name) ||
  compare(a.expose.name, b.expose.name);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
