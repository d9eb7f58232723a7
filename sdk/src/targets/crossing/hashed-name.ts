// eslint-disable-next-line no-restricted-imports -- a digest follows from its text alone
import { createHash } from "node:crypto";
import { stableHash } from "./stable-hash.js";

/** The longest name of a Service, and of a label's value. */
const longestLabel = 63;

/** A few letters and digits that tell apart what `key` tells apart. */
export const hashOf = (key: unknown): string => stableHash(JSON.stringify(key)).toString(36);

/** As much of a digest as twelve letters and digits hold. */
const digestOf = (key: unknown): string =>
  BigInt(`0x${createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 15)}`).toString(36);

/** Words cut to fit, and an end that tells apart what `key` tells apart: names that read the same, and those cut. */
export function hashedName(words: string, key: unknown, longest = longestLabel): string {
  const end = hashOf(key);
  return `${words.slice(0, longest - end.length - 1)}-${end}`;
}

/**
 * The same of any words, made fit for a DNS label, in which `a.b-c` reads like `a-b.c`: so the end is one that nobody
 * finds another key for.
 */
export function hashedLabel(words: string, key: unknown, longest = longestLabel): string {
  const end = digestOf(key);
  const start = words
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, longest - end.length - 1)
    .replace(/^-+|-+$/g, "");
  return `${start}-${end}`;
}
