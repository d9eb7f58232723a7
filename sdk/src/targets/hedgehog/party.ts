import { difference, type RangeSet, rangeSet } from "../../fabric/addresses/range.js";
import { unicast } from "../../fabric/addresses/special-use.js";
import { type CheckedVpc, Direction, type Passage } from "../../fabric/vpcs/checked.js";
import { type Claim, claimsOf, publicOf } from "./claims.js";
import type { Pair, Use } from "./pairs.js";

/** One side of a GatewayPeering. */
export interface Party {
  vpc: CheckedVpc;
  /** How a GatewayPeering names it. */
  key: string;
  claims: Claim[];
  /** Of an external: what is left of all addresses. */
  fallback: Fallback | undefined;
}

/** A default expose. It takes any address that no other expose shows, so what does not pass is for the ACL. */
export interface Fallback {
  /** What it stands for, which is not shown by itself. */
  claims: Claim[];
  /** Where the other side's packets may go. */
  destinations: RangeSet;
  /** Where its own packets may come from. */
  sources: RangeSet;
}

/** Two VPCs with what each shows to the other. */
export interface Draft extends Pair {
  parties: [Party, Party];
}

export const draftOf = (pair: Pair): Draft => {
  const [first, second] = pair.vpcs;
  return { ...pair, parties: [partyOf(first, pair.uses), partyOf(second, pair.uses)] };
};

function partyOf(vpc: CheckedVpc, uses: Use[]): Party {
  const key = vpc.external ? `ext.${vpc.name}` : vpc.name;
  const claims = claimsOf(vpc, uses);
  if (!uses.some(({ passage }) => takesEverything(passage, vpc))) return { vpc, key, claims, fallback: undefined };
  const isPlain = ({ treatment }: Claim): boolean => treatment.mode === "fixed" && treatment.shift === 0;
  const left = claims.filter((claim) => !isPlain(claim));
  const [to, from] = [
    uses.filter(({ passage }) => passage.to === vpc),
    uses.filter(({ passage }) => passage.from === vpc),
  ];
  const fallback: Fallback = {
    claims: claims.filter(isPlain),
    destinations: difference(
      rangeSet(to.flatMap(({ destinations }) => destinations)),
      rangeSet(left.flatMap(publicOf)),
    ),
    sources: difference(
      rangeSet(from.flatMap(({ sources }) => sources)),
      rangeSet(left.flatMap(({ addresses }) => addresses)),
    ),
  };
  return { vpc, key, claims: left, fallback };
}

/** Whether a passage leads to or from all there is behind an external, less what others are known by. */
const takesEverything = ({ direction, route, expose, pool, from, to }: Passage, vpc: CheckedVpc): boolean =>
  vpc.external &&
  direction === Direction.Forward &&
  ((to === vpc && expose.any && isEverything(route.destinations)) ||
    (from === vpc && pool === undefined && route.translation.length === 0 && isEverything(route.sources)));

export const isEverything = (set: RangeSet): boolean => difference(unicast, set).length === 0;

/** The other one of a pair. */
export const peerOf = ({ parties: [first, second] }: Draft, party: Party): Party => (party === first ? second : first);

/** All addresses by which a party is known. */
export const publicSet = ({ claims, fallback }: Party): RangeSet =>
  rangeSet([...claims.flatMap(publicOf), ...(fallback?.destinations ?? [])]);

/** All addresses that a party has. */
export const privateSet = ({ claims, fallback }: Party): RangeSet =>
  rangeSet([...claims.flatMap(({ addresses }) => addresses), ...(fallback?.sources ?? [])]);
