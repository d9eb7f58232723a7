import { asciiHash } from "./stable-ids.js";

/** How full a file is made, on average, in characters; a ConfigMap takes about a million. */
const fullAt = 300_000;

/** How many files there are at most, which is how many ConfigMaps a pod looks for. */
export const fileCount = 32;

export const elementFile = (number: number): string => `elements-${number}.txt`;

/** A line, and what of it stays the same when the rest changes. */
export interface ElementLine {
  key: string;
  text: string;
}

/**
 * Lines by the file that holds them, in their order. A line's key decides, not its place among others, so that a
 * change of one line is a change of one file; where the files would be too full, there are twice as many.
 */
export function elementFiles(lines: Iterable<ElementLine>): Record<string, string> {
  const files = Array.from({ length: fileCount }, (): string[] => []);
  let total = 0;
  for (const { key, text } of lines) {
    files[asciiHash(key) % fileCount]?.push(text);
    total += text.length + 1;
  }
  let count = 1;
  while (count < fileCount && total / count > fullAt) count *= 2;
  // a hash by half as many is half the hash
  const joined = Array.from({ length: count }, (_, number) =>
    files.filter((_, file) => file % count === number).flat(),
  );
  return Object.fromEntries(
    joined.flatMap((texts, number) => (texts.length === 0 ? [] : [[elementFile(number), `${texts.join("\n")}\n`]])),
  );
}
