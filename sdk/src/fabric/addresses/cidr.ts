import ipaddr from "ipaddr.js";
import { byFirst, type Range, type RangeSet } from "./range.js";

/** `10.1.0.0/16` as its addresses. Only for text that a schema took. */
export function cidrRange(cidr: string): Range {
  const [{ octets }, length] = ipaddr.IPv4.parseCIDR(cidr);
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return { first, last: first + 2 ** (32 - length) - 1 };
}

/** `10.1.0.7` for its number. */
export const addressText = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

/** The number of `10.1.0.7`. Only for text that a schema took. */
export const addressNumber = (address: string): number => cidrRange(`${address}/32`).first;

/** A range in the fewest CIDRs, ascending. */
export function cidrsOf({ first, last }: Range): string[] {
  return alignedRanges(first, last).map((range) => cidrText(range));
}

/** An aligned range as a CIDR. */
export const cidrText = ({ first, last }: Range): string => `${addressText(first)}/${32 - Math.log2(last - first + 1)}`;

/** A range in the fewest aligned ranges whose sizes are powers of two: those that are CIDRs. */
export function alignedRanges(first: number, last: number): RangeSet {
  const aligned: RangeSet = [];
  for (let next = first; next <= last;) {
    const size = Math.min(alignmentOf(next), powerBelow(last - next + 1));
    aligned.push({ first: next, last: next + size - 1 });
    next += size;
  }
  return aligned;
}

/** The fewest CIDRs of a set, each as its range: how the set counts for the longest prefix. */
export const prefixesOf = (set: RangeSet): Range[] =>
  set.flatMap(({ first, last }) => alignedRanges(first, last)).sort(byFirst);

/** The size of the largest aligned block that starts here. */
export const alignmentOf = (address: number): number => {
  if (address === 0) return 2 ** 32;
  let size = 1;
  while (address % (size * 2) === 0) size *= 2;
  return size;
};

/** The largest power of two that is not above. */
export const powerBelow = (count: number): number => 2 ** Math.floor(Math.log2(count));

/** A whole set in words: a CIDR, or the first and last address, of each range. */
export const setText = (set: RangeSet): string => set.map(rangeText).join(", ");

function rangeText({ first, last }: Range): string {
  const [cidr = "", ...others] = cidrsOf({ first, last });
  return others.length === 0 ? cidr : `${addressText(first)}-${addressText(last)}`;
}

/** A set in words: its CIDRs, the first few of them. */
export function describeSet(set: RangeSet): string {
  const cidrs = set.flatMap(cidrsOf);
  const shown = cidrs.slice(0, 4).join(", ");
  return cidrs.length > 4 ? `${shown} and ${cidrs.length - 4} more` : shown;
}
