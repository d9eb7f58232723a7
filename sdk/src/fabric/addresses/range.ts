/** Numbers from `first` to `last`, both included: IPv4 addresses as unsigned 32-bit numbers, or ports. */
export interface Range {
  first: number;
  last: number;
}

/** A set of numbers as ascending ranges that neither overlap nor touch. */
export type RangeSet = Range[];

/** Every IPv4 address. */
export const everything: Range = { first: 0, last: 2 ** 32 - 1 };

export const sizeOf = ({ first, last }: Range): number => last - first + 1;
export const totalSize = (ranges: Range[]): number => ranges.reduce((sum, range) => sum + sizeOf(range), 0);
export const contains = ({ first, last }: Range, value: number): boolean => first <= value && value <= last;
export const within = (inner: Range, outer: Range): boolean => outer.first <= inner.first && inner.last <= outer.last;
export const sameRange = (a: Range, b: Range): boolean => a.first === b.first && a.last === b.last;
export const overlaps = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;
export const byFirst = (a: Range, b: Range): number => a.first - b.first || a.last - b.last;

/** Ranges in any order and with any overlap, as the set of their numbers. */
export function rangeSet(ranges: Iterable<Range>): RangeSet {
  const set: RangeSet = [];
  for (const { first, last } of [...ranges].sort(byFirst)) {
    const end = set.at(-1);
    if (end !== undefined && first <= end.last + 1) end.last = Math.max(end.last, last);
    else set.push({ first, last });
  }
  return set;
}

/** What two sets have in common. */
export const intersection = (a: RangeSet, b: RangeSet): RangeSet =>
  a.length <= b.length
    ? a.flatMap((range) => overlapping(b, range).map((other) => common(range, other)))
    : intersection(b, a);

/** What is in the first set and not in the second. */
export const difference = (a: RangeSet, b: RangeSet): RangeSet =>
  a.flatMap((range) => {
    const rest: RangeSet = [];
    let next = range.first;
    for (const hole of overlapping(b, range)) {
      if (hole.first > next) rest.push({ first: next, last: hole.first - 1 });
      next = hole.last + 1;
    }
    if (next <= range.last) rest.push({ first: next, last: range.last });
    return rest;
  });

/** The elements of ascending, disjoint ranges that overlap a range. */
export function overlapping<T extends Range>(sorted: T[], { first, last }: Range): T[] {
  const found: T[] = [];
  for (let index = firstEndingAt(sorted, first); index < sorted.length; index += 1) {
    const range = sorted[index];
    if (range === undefined || range.first > last) break;
    found.push(range);
  }
  return found;
}

/** The index of the first range that does not end before a number. */
function firstEndingAt(sorted: Range[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.last ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What two ranges have in common, of which it is known that there is something. */
export const common = (a: Range, b: Range): Range => ({
  first: Math.max(a.first, b.first),
  last: Math.min(a.last, b.last),
});

/** The element of ascending, disjoint ranges that holds a value, by binary search. */
export function holding<T extends Range>(ranges: T[], value: number): T | undefined {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return undefined;
    if (value < range.first) high = middle - 1;
    else if (value > range.last) low = middle + 1;
    else return range;
  }
  return undefined;
}
