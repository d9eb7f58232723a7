import { addressText, alignedRanges } from "../../../fabric/addresses/cidr.js";
import { type Range, sizeOf } from "../../../fabric/addresses/range.js";
import type { SourceShape } from "./destination-classes.js";

interface Prefix {
  first: number;
  length: number;
}

/** Ranges of more prefixes than this are looked up among intervals. */
const mostPrefixes = 8;

/**
 * A range of sources as prefixes: sources are looked up by hash, once for each length of prefix that there is, of
 * which there are few. Undefined where that takes too many, as for all that an external may be.
 */
export function sourcePrefixes({ first, last }: Range): Prefix[] | undefined {
  const aligned = alignedRanges(first, last);
  if (aligned.length > mostPrefixes) return undefined;
  return aligned.map((range) => ({ first: range.first, length: 32 - Math.log2(sizeOf(range)) }));
}

/** The lengths of prefixes by which sources are looked up, the longest first. */
export function sourceLengths(shapes: SourceShape[]): number[] {
  const lengths = new Set<number>();
  for (const { parts } of shapes) {
    for (const { range } of parts) for (const { length } of sourcePrefixes(range) ?? []) lengths.add(length);
  }
  return [...lengths].sort((a, b) => b - a);
}

export const partMap = (length: number): string => `parts_${length}`;

/** `255.255.255.0` for 24. */
export const maskText = (length: number): string => addressText(2 ** 32 - 2 ** (32 - length));
