import { byFirst, type Range } from "./range.js";

/** A piece of what was cut, and everything that covers it. */
export interface Piece<T> extends Range {
  /** In the order in which they begin; of CIDRs the longest prefix is last. */
  covering: T[];
}

/** Cuts ranges where any of them begins or ends: disjoint pieces, ascending, each with all that cover it. */
export function pieces<T extends Range>(ranges: T[]): Piece<T>[] {
  const starts = [...ranges].sort((a, b) => a.first - b.first || b.last - a.last);
  const ends = ranges.map(({ last }) => last + 1).sort((a, b) => a - b);
  const cut: Piece<T>[] = [];
  let active: T[] = [];
  let at = 0;
  for (let i = 0, j = 0; j < ends.length;) {
    const start = starts[i]?.first ?? Infinity;
    const end = ends[j] ?? Infinity;
    const next = Math.min(start, end);
    if (active.length > 0 && at < next) cut.push({ first: at, last: next - 1, covering: active });
    at = next;
    if (end === next) {
      active = active.filter(({ last }) => last >= next);
      while (ends[j] === next) j += 1;
    }
    if (start === next) {
      active = [...active];
      for (let range = starts[i]; range !== undefined && range.first === next; range = starts[(i += 1)])
        active.push(range);
    }
  }
  return cut;
}

/**
 * Overlaps between ranges of different owners, at most one a range: where there is any overlap, one is found. A sweep,
 * so that ten thousand ranges cost a sort.
 */
export function* clashes<T extends Range, K>(ranges: T[], ownerOf: (range: T) => K): Iterable<[T, T]> {
  // the two that reach farthest, of different owners: whoever overlaps anything of another owner overlaps one of them
  let far: T | undefined;
  let other: T | undefined;
  for (const range of [...ranges].sort(byFirst)) {
    const owner = ownerOf(range);
    const earlier = far !== undefined && ownerOf(far) !== owner ? far : other;
    if (earlier !== undefined && earlier.last >= range.first) yield [earlier, range];
    if (far === undefined || range.last > far.last) {
      if (far !== undefined && ownerOf(far) !== owner) other = far;
      far = range;
    } else if (ownerOf(far) !== owner && (other === undefined || range.last > other.last)) other = range;
  }
}
