import { alignmentOf, powerBelow } from "./cidr.js";
import { byFirst, type Range, type RangeSet, rangeSet, sizeOf } from "./range.js";

/** `length` addresses from `from` that stand for as many from `to`, in order. */
export interface Segment {
  from: number;
  to: number;
  length: number;
}

/** Pairs two sets of one size in ascending order: the nth address of one with the nth of the other. */
export function segmentsBetween(from: RangeSet, to: RangeSet): Segment[] {
  const segments: Segment[] = [];
  let [i, j, usedFrom, usedTo] = [0, 0, 0, 0];
  for (;;) {
    const [one, other] = [from[i], to[j]];
    if (one === undefined || other === undefined) return segments;
    const length = Math.min(sizeOf(one) - usedFrom, sizeOf(other) - usedTo);
    segments.push({ from: one.first + usedFrom, to: other.first + usedTo, length });
    usedFrom += length;
    usedTo += length;
    if (usedFrom === sizeOf(one)) [i, usedFrom] = [i + 1, 0];
    if (usedTo === sizeOf(other)) [j, usedTo] = [j + 1, 0];
  }
}

/** The other way round. */
export const inverse = (segments: Segment[]): Segment[] =>
  segments.map(({ from, to, length }) => ({ from: to, to: from, length })).sort((a, b) => a.from - b.from);

/** What an address stands for; itself where no segment has it. */
export function translate(segments: Segment[], address: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle];
    if (segment === undefined) break;
    if (address < segment.from) high = middle - 1;
    else if (address >= segment.from + segment.length) low = middle + 1;
    else return segment.to + (address - segment.from);
  }
  return address;
}

/** What a range stands for. Without segments, itself; with them, only what they have. */
export function translateRange(segments: Segment[], { first, last }: Range): RangeSet {
  if (segments.length === 0) return [{ first, last }];
  const images: Range[] = [];
  for (const { from, to, length } of segments) {
    const [start, end] = [Math.max(first, from), Math.min(last, from + length - 1)];
    if (start <= end) images.push({ first: to + (start - from), last: to + (end - from) });
  }
  return rangeSet(images.sort(byFirst));
}

/** Segments whose ends are both CIDRs of one size: what a kernel's prefix translation takes. */
export function alignedSegments(segments: Segment[]): Segment[] {
  return segments.flatMap(({ from, to, length }) => {
    const aligned: Segment[] = [];
    for (let done = 0; done < length;) {
      const size = Math.min(alignmentOf(from + done), alignmentOf(to + done), powerBelow(length - done));
      aligned.push({ from: from + done, to: to + done, length: size });
      done += size;
    }
    return aligned;
  });
}
