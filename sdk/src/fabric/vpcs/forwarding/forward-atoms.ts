import { type Piece, pieces } from "../../addresses/pieces.js";
import {
  common,
  difference,
  overlapping,
  type Range,
  rangeSet,
  type RangeSet,
  sameRange,
} from "../../addresses/range.js";
import { unicast } from "../../addresses/special-use.js";
import type { CheckedVpc, CheckedVpcExpose, CheckedVpcRoute, DestinationAtom, SourceAtom } from "../checked.js";
import { prefixesOfSet } from "../prefixes.js";
import { byPreference, type Offer, type Offers } from "./offers.js";
import type { Passages } from "./passages.js";
import { joined, sourceAtoms } from "./source-atoms.js";

interface Prefix extends Range {
  route: CheckedVpcRoute;
}

/** The destinations of a VPC's Routes, cut where the longest prefix changes. */
export interface Destinations {
  vpc: CheckedVpc;
  pieces: Piece<Prefix>[];
  sources: (routes: CheckedVpcRoute[], expose: CheckedVpcExpose) => SourceAtom[];
}

export function destinationsOf(vpc: CheckedVpc, routes: CheckedVpcRoute[], passages: Passages): Destinations {
  const known = new Map<string, SourceAtom[]>();
  return {
    vpc,
    pieces: pieces(
      routes.flatMap((route) => prefixesOfSet(route.destinations).map((range): Prefix => ({ ...range, route }))),
    ),
    sources: (of, expose) => {
      const key = JSON.stringify([expose.name, ...of.map(({ name }) => name)]);
      const atoms = known.get(key) ?? sourceAtoms(of, expose, passages);
      known.set(key, atoms);
      return atoms;
    },
  };
}

/** What a VPC's packets meet where VPCs offer something. */
export function innerAtoms({ vpc, pieces: cut, sources }: Destinations, { inner }: Offers): DestinationAtom[] {
  const own = ownAddresses(vpc);
  const atoms = cut.flatMap((piece) =>
    overlapping(inner, piece).flatMap(({ expose, ...offered }): DestinationAtom[] => {
      const usable = (route: CheckedVpcRoute): boolean => route.expose === undefined || route.expose === expose;
      const routes = longest(piece.covering, usable);
      if (expose.vpc === vpc || routes.length === 0) return [];
      const region = difference([common(offered, piece)], own);
      return region.map((range) => ({ ...range, peer: expose.vpc, sources: sources(routes, expose) }));
    }),
  );
  return joined(atoms, alike);
}

/** What a VPC's packets meet where only externals offer something; `replies` are addresses that VPCs are seen by here. */
export function outerAtoms(
  { vpc, pieces: cut, sources }: Destinations,
  { innerSet, outer }: Offers,
  replies: RangeSet,
): DestinationAtom[] {
  const outward = cut.filter(({ covering }) => covering.some(({ route }) => route.expose?.vpc.external !== false));
  if (outward.length === 0) return [];
  const taken = rangeSet([...innerSet, ...ownAddresses(vpc), ...replies]);
  const free = outward.flatMap((piece) =>
    difference([piece], taken).map((range) => ({ ...range, covering: piece.covering })),
  );
  const atoms = free.flatMap((piece) =>
    overlapping(outer, piece).flatMap((offered): DestinationAtom[] => {
      const offers = offered.covering.filter(({ expose }) => expose.vpc !== vpc);
      const usable = (route: CheckedVpcRoute): boolean => bestFor(route, offers) !== undefined;
      const group = longest(piece.covering, usable);
      const best = group.flatMap((route) => bestFor(route, offers) ?? []).sort(byPreference)[0]?.expose;
      if (best === undefined) return [];
      const routes = group.filter((route) => bestFor(route, offers)?.expose === best);
      const region = overlapping(unicast, common(offered, piece)).map((range) => common(range, common(offered, piece)));
      return region.map((range) => ({ ...range, peer: best.vpc, sources: sources(routes, best) }));
    }),
  );
  return joined(atoms, alike);
}

const ownAddresses = ({ external, addresses }: CheckedVpc): RangeSet => (external ? [] : addresses);

const alike = (a: DestinationAtom, b: DestinationAtom): boolean => a.sources === b.sources && a.peer === b.peer;

/** The usable Routes of the longest prefix that has any. */
function longest(covering: Prefix[], usable: (route: CheckedVpcRoute) => boolean): CheckedVpcRoute[] {
  const innermost = covering.findLast(({ route }) => usable(route));
  if (innermost === undefined) return [];
  return covering.filter((prefix) => sameRange(prefix, innermost) && usable(prefix.route)).map(({ route }) => route);
}

/** What a Route leads to among the offers of externals: its own Expose, or the best. */
const bestFor = ({ expose }: CheckedVpcRoute, offers: Offer[]): Offer | undefined =>
  expose === undefined ? [...offers].sort(byPreference)[0] : offers.find((offer) => offer.expose === expose);
