import { alignedRanges, cidrText, prefixesOf } from "../../fabric/addresses/cidr.js";
import { byFirst, difference, intersection, type Range, type RangeSet, sizeOf } from "../../fabric/addresses/range.js";
import { alignedSegments } from "../../fabric/addresses/segment.js";
import type { CheckedVpc, PortSegment } from "../../fabric/vpcs/checked.js";
import { portText } from "../../fabric/vpcs/ports.js";
import { type Claim, moved } from "./claims.js";
import { goDuration } from "./go-duration.js";
import type { Party } from "./party.js";

/** An entry of `spec.peering.VPC.expose`. */
export type Exposure = {
  default?: true;
  ips?: { cidr: string }[];
  as?: { cidr: string }[];
  nat?: {
    static?: Record<string, never>;
    masquerade?: { idleTimeout?: string };
    portForward?: { idleTimeout?: string; ports: { proto: string; port: string; as: string }[] };
  };
};

/**
 * All that a party shows, as explicit CIDRs: the webhook reads `not` and `vpcSubnet` as an empty CIDR. What is
 * translated one to one has an entry for each pair of CIDRs, so that nothing depends on the order in which blocks pair.
 */
export function exposures({ vpc, claims, fallback }: Party): Exposure[] {
  const shown = claims
    .flatMap((claim) => entriesOf(vpc, claim))
    .sort((a, b) => a.rank - b.rank || byFirst(a.at, b.at) || a.port - b.port)
    .map(({ entry }) => entry);
  return fallback === undefined ? shown : [{ default: true }, ...shown];
}

interface Entry {
  entry: Exposure;
  rank: number;
  at: Range;
  port: number;
}

function entriesOf(vpc: CheckedVpc, { treatment, addresses }: Claim): Entry[] {
  const { inside } = bySubnets(vpc, addresses);
  const [at] = inside;
  if (at === undefined) return [];
  const ips = cidrs(inside);
  switch (treatment.mode) {
    case "fixed":
      if (treatment.shift === 0) return [{ entry: { ips }, rank: 0, at, port: 0 }];
      return pairs(inside, treatment.shift).map(({ range, ...blocks }) => ({
        entry: { ...blocks, nat: { static: {} } },
        rank: 1,
        at: range,
        port: 0,
      }));
    case "masquerade": {
      const { pool, idleTimeout } = treatment;
      return [{ entry: { ips, as: cidrs(pool), nat: { masquerade: timeout(idleTimeout) } }, rank: 2, at, port: 0 }];
    }
    case "forward":
      return pairs(inside, treatment.shift).map(({ range, ...blocks }) => ({
        entry: {
          ...blocks,
          nat: { portForward: { ...timeout(treatment.idleTimeout), ports: [portRule(treatment.ports)] } },
        },
        rank: 3,
        at: range,
        port: treatment.ports.from,
      }));
  }
}

const timeout = (seconds: number | undefined): { idleTimeout?: string } =>
  seconds === undefined ? {} : { idleTimeout: goDuration(seconds) };

/** `port` is the one behind the gateway, `as` the one that callers use. */
const portRule = ({ protocol, from, to, length }: PortSegment) => ({
  proto: protocol,
  port: portText({ first: to, last: to + length - 1 }),
  as: portText({ first: from, last: from + length - 1 }),
});

/** One CIDR for one of the same size. */
const pairs = (ranges: Range[], shift: number) =>
  ranges
    .flatMap((range) => alignedSegments([{ from: range.first, to: range.first + shift, length: sizeOf(range) }]))
    .map(({ from, length }) => {
      const range = { first: from, last: from + length - 1 };
      return { range, ips: [{ cidr: cidrText(range) }], as: [{ cidr: cidrText(moved(range, shift)) }] };
    });

/** Of each range by itself, so that no CIDR reaches over two subnets. */
const cidrs = (ranges: Range[]): { cidr: string }[] =>
  ranges.flatMap(({ first, last }) => alignedRanges(first, last)).map((range) => ({ cidr: cidrText(range) }));

/** Addresses cut where subnets begin and end: a CIDR has to be in one subnet of its VPC. */
export function bySubnets({ external, subnets }: CheckedVpc, set: RangeSet): { inside: Range[]; outside: RangeSet } {
  const declared = Object.values(subnets).sort((a, b) => sizeOf(b) - sizeOf(a) || byFirst(a, b));
  if (external || declared.length === 0) return { inside: set, outside: [] };
  const inside: Range[] = [];
  let rest = set;
  for (const subnet of declared) {
    inside.push(...intersection(rest, [subnet]));
    rest = difference(rest, [subnet]);
  }
  return { inside: inside.sort(byFirst), outside: rest };
}

/** A set as CIDRs for a rule of an ACL, which no subnet limits. */
export const cidrTexts = (set: RangeSet): string[] => prefixesOf(set).map(cidrText);
