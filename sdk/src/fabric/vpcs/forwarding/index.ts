import { grouped } from "../../grouped.js";
import { type RangeSet, rangeSet } from "../../addresses/range.js";
import type { CheckedVpc, CheckedVpcExpose, CheckedVpcRoute, DestinationAtom, SourceAtom } from "../checked.js";
import { isTranslated } from "../read-routes.js";
import { ownsAddresses } from "../read-vpcs.js";
import { destinationsOf, innerAtoms, outerAtoms } from "./forward-atoms.js";
import { offersOf } from "./offers.js";
import { passagesOf } from "./passages.js";
import { withoutSources } from "./source-atoms.js";
import { tablePieces, type Tables } from "./table.js";
import { arrivalsOf, type Visible } from "./visible.js";

/**
 * What the packets of each VPC meet, in pieces with all that speaks of them: longest prefix over classes, then who may
 * send, then where the other side's packets go back.
 *
 * VPCs come before externals throughout: what they offer, and the addresses by which they are seen, are first; an
 * external's packets may bear none of them.
 */
export function forwardingTables(vpcs: CheckedVpc[], exposes: CheckedVpcExpose[], routes: CheckedVpcRoute[]): Tables {
  const passages = passagesOf();
  const offers = offersOf(exposes);
  const routesOf = grouped(routes, ({ vpc }) => vpc.name);
  const destinations = new Map(
    vpcs.map((vpc) => [vpc.name, destinationsOf(vpc, routesOf.get(vpc.name) ?? [], passages)]),
  );
  const [inside, outside] = [vpcs.filter(({ external }) => !external), vpcs.filter(({ external }) => external)];
  const atomsOf = (of: CheckedVpc[], make: (own: ReturnType<typeof destinationsOf>) => DestinationAtom[]) =>
    new Map(
      of.flatMap(({ name }) => {
        const own = destinations.get(name);
        return own === undefined ? [] : [[name, make(own)]];
      }),
    );

  const inner = atomsOf(vpcs, (own) => innerAtoms(own, offers));
  const insideInner = arrivalsOf(only(inner, inside), passages);
  const insideOuter = atomsOf(inside, (own) => outerAtoms(own, offers, seenAt(insideInner.visible, own.vpc)));
  const fromInside = arrivalsOf(both(only(inner, inside), insideOuter), passages);
  const outsideOuter = atomsOf(outside, (own) => outerAtoms(own, offers, seenAt(fromInside.visible, own.vpc)));
  const ofOutside = withoutSpoofed(both(only(inner, outside), outsideOuter), (peer) =>
    rangeSet([
      ...(ownsAddresses(peer) ? peer.addresses : []),
      ...seenAt(fromInside.visible, peer),
      ...(inner.get(peer.name) ?? []),
    ]),
  );
  const fromOutside = arrivalsOf(ofOutside, passages);
  const forward = new Map([...both(only(inner, inside), insideOuter), ...ofOutside]);
  return new Map(
    vpcs.map((vpc) => {
      const parts = {
        forward: forward.get(vpc.name) ?? [],
        visible: [fromInside, fromOutside].flatMap(({ visible }) => visible.get(vpc.name) ?? []),
        returns: [fromInside, fromOutside].flatMap(({ returns }) => returns.get(vpc.name) ?? []),
      };
      return [vpc.name, { vpc, cut: tablePieces(parts) }];
    }),
  );
}

type Atoms = Map<string, DestinationAtom[]>;

const only = (atoms: Atoms, vpcs: CheckedVpc[]): Atoms =>
  new Map(vpcs.map(({ name }) => [name, atoms.get(name) ?? []]));

/** First the one, then the other: they are disjoint. */
const both = (a: Atoms, b: Atoms): Atoms =>
  new Map([...a].map(([name, own]) => [name, [...own, ...(b.get(name) ?? [])]]));

const seenAt = (visible: Map<string, Visible[]>, { name }: CheckedVpc): RangeSet => rangeSet(visible.get(name) ?? []);

/** What comes from outside bears no address that the other side knows as an inner one. */
function withoutSpoofed(atoms: Atoms, innerAt: (peer: CheckedVpc) => RangeSet): Atoms {
  const known = new Map<CheckedVpc, RangeSet>();
  const reduced = new Map<CheckedVpc, Map<SourceAtom[], SourceAtom[]>>();
  const reduce = (peer: CheckedVpc, sources: SourceAtom[]): SourceAtom[] => {
    const taken = known.get(peer) ?? innerAt(peer);
    known.set(peer, taken);
    const done = reduced.get(peer) ?? new Map<SourceAtom[], SourceAtom[]>();
    reduced.set(peer, done);
    const left = done.get(sources) ?? sources.flatMap((atom) => sourcesLeft(atom, taken));
    done.set(sources, left);
    return left;
  };
  return new Map(
    [...atoms].map(([name, own]) => [
      name,
      own
        .map((atom) => ({ ...atom, sources: reduce(atom.peer, atom.sources) }))
        // where nobody is left, there may still be replies to others
        .filter(({ sources }) => sources.length > 0),
    ]),
  );
}

/** Sources that are shown as they are lose inner addresses; those that are translated were chosen, so a clash is a problem. */
const sourcesLeft = (atom: SourceAtom, taken: RangeSet): SourceAtom[] =>
  isTranslated(atom.passage.route) ? [atom] : withoutSources([atom], taken);
