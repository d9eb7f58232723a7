import { addressText, alignedRanges } from "../../../fabric/addresses/cidr.js";
import { type Range, sizeOf } from "../../../fabric/addresses/range.js";

interface Prefix {
  first: number;
  length: number;
}

/** Ranges of more prefixes than this are looked up among intervals. */
const mostPrefixes = 8;

/**
 * A range as prefixes: they are looked up by hash, once for each length of prefix that there is, of which there are
 * few. Undefined where that takes too many, as for all that an external may be. nft reads every interval of a map
 * before it changes one, and none of a hash.
 */
export function hashedPrefixes({ first, last }: Range): Prefix[] | undefined {
  const aligned = alignedRanges(first, last);
  if (aligned.length > mostPrefixes) return undefined;
  return aligned.map((range) => ({ first: range.first, length: 32 - Math.log2(sizeOf(range)) }));
}

/** The lengths of prefixes by which these ranges are looked up, the longest first. */
export function prefixLengths(ranges: Iterable<Range>): number[] {
  const lengths = new Set<number>();
  for (const range of ranges) for (const { length } of hashedPrefixes(range) ?? []) lengths.add(length);
  return [...lengths].sort((a, b) => b - a);
}

/** Of sources, by shape; and of destinations, by the sender's VPC. */
export const partMap = (length: number): string => `parts_${length}`;
export const wayMap = (length: number): string => `ways_${length}`;

/** `255.255.255.0` for 24. */
export const maskText = (length: number): string => addressText(2 ** 32 - 2 ** (32 - length));
