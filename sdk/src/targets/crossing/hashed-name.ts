import { stableHash } from "./stable-hash.js";

/** The longest name of a Service, and of a label's value. */
const longestLabel = 63;

/** A few letters and digits that tell apart what `key` tells apart. */
export const hashOf = (key: unknown): string => stableHash(JSON.stringify(key)).toString(36);

/** Words cut to fit, and an end that tells apart what `key` tells apart: names that read the same, and those cut. */
export function hashedName(words: string, key: unknown, longest = longestLabel): string {
  const end = hashOf(key);
  return `${words.slice(0, longest - end.length - 1)}-${end}`;
}

/** The same of any words, made fit for a DNS label. */
export function hashedLabel(words: string, key: unknown, longest = longestLabel): string {
  const end = hashOf(key);
  const start = words
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, longest - end.length - 1)
    .replace(/^-+|-+$/g, "");
  return `${start}-${end}`;
}
