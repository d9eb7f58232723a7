/** A range of numbers that ids come from, both ends included. */
export interface IdSpace {
  first: number;
  count: number;
}

/** Ids of VPCs have 14 bits, so that two of them in a mark leave kube-proxy's bits alone. */
export const vpcIds: IdSpace = { first: 1, count: 2 ** 14 - 1 };
/** Zones of conntrack. Zone 0 is everybody else's. */
export const zoneIds: IdSpace = { first: 1, count: 2 ** 16 - 1 };
/** Ways of treating destinations: the high bit tells them from passages. */
export const classIds: IdSpace = { first: 0x1_0000, count: 2 ** 31 - 0x1_0000 };
export const passageIds: IdSpace = { first: 2 ** 31, count: 2 ** 31 };
/** Ways of cutting sources. Their parts are counted from 1, or are passages: numbers of neither of these. */
export const shapeIds: IdSpace = classIds;
/** Prefixes that addresses are moved to without conntrack. */
export const imageIds: IdSpace = { first: 1, count: 2 ** 31 };

/**
 * An id for each key. A key's hash decides, whatever else there is, so that an addition changes no id but, rarely,
 * that of a key with the same hash: then the one that sorts later takes the next that is free.
 */
export function stableIds(keys: Iterable<string>, { first, count }: IdSpace): Map<string, number> {
  const ids = new Map<string, number>();
  const taken = new Set<number>();
  for (const key of [...new Set(keys)].sort()) {
    if (taken.size === count) throw new RangeError(`there are no more than ${count} ids`);
    let offset = asciiHash(key) % count;
    while (taken.has(first + offset)) offset = (offset + 1) % count;
    taken.add(first + offset);
    ids.set(key, first + offset);
  }
  return ids;
}

/** FNV-1a over the characters of ASCII, mixed so that its low bits are as good as its high ones. */
export function asciiHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The same, as marks. */
export function stableMarks(keys: Iterable<string>, space: IdSpace): (key: string) => string {
  const marks = new Map([...stableIds(keys, space)].map(([key, id]) => [key, hex(id)]));
  return (key) => {
    const mark = marks.get(key);
    if (mark === undefined) throw new Error(`"${key}" has no mark`);
    return mark;
  };
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A number as nft and conntrack write a mark: `0x0000beef`. */
export function hex(id: number): string {
  const byte = (shift: number): string => bytes[(id >>> shift) & 255] ?? "";
  return `0x${byte(24)}${byte(16)}${byte(8)}${byte(0)}`;
}
