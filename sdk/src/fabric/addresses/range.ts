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
export function intersection(a: RangeSet, b: RangeSet): RangeSet {
  const common: RangeSet = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i], b[j]];
    if (one === undefined || other === undefined) break;
    const range = { first: Math.max(one.first, other.first), last: Math.min(one.last, other.last) };
    if (range.first <= range.last) common.push(range);
    if (one.last < other.last) i += 1;
    else j += 1;
  }
  return common;
}

/** What is in the first set and not in the second. */
export function difference(a: RangeSet, b: RangeSet): RangeSet {
  const rest: RangeSet = [];
  let j = 0;
  for (const { first, last } of a) {
    let next = first;
    while (j < b.length && (b[j]?.last ?? 0) < first) j += 1;
    for (let k = j; k < b.length; k += 1) {
      const hole = b[k];
      if (hole === undefined || hole.first > last) break;
      if (hole.first > next) rest.push({ first: next, last: hole.first - 1 });
      next = Math.max(next, hole.last + 1);
    }
    if (next <= last) rest.push({ first: next, last });
  }
  return rest;
}

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
