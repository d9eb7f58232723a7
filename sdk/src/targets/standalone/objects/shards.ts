import { stableHash } from "../../crossing/stable-hash.js";

/** How many ConfigMaps a gateway's pods look for. They are in the pod's template, so another number restarts the pods. */
export const shardCount = 8;

/** How full a ConfigMap is made that holds several files, in bytes; one file alone may be larger. */
const fullAt = 900_000;

interface Shard {
  bytes: number;
  files: Record<string, string>;
}

/**
 * Files by the number of the ConfigMap that holds them. A file's name decides, not its place among others; where that
 * ConfigMap is full, it is the next with room, and where none has, the one that the name says.
 */
export function shards(files: Record<string, string>): [number, Record<string, string>][] {
  const byNumber = Array.from({ length: shardCount }, (): Shard => ({ bytes: 0, files: {} }));
  for (const [file, text] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = new TextEncoder().encode(text).length;
    const first = stableHash(file) % shardCount;
    const hasRoom = (shard: Shard): boolean => shard.bytes === 0 || shard.bytes + bytes <= fullAt;
    const shard = [...byNumber.slice(first), ...byNumber.slice(0, first)].find(hasRoom) ?? byNumber[first];
    if (shard === undefined) continue;
    shard.bytes += bytes;
    shard.files[file] = text;
  }
  return [...byNumber.entries()].flatMap(([number, shard]) => (shard.bytes === 0 ? [] : [[number, shard.files]]));
}
