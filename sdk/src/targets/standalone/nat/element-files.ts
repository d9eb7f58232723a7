import { asciiHash } from "./stable-ids.js";

/** How full a file is made, on average, in characters; a ConfigMap takes about a million. */
const fullAt = 300_000;

/** How many files there are at most, which is how many ConfigMaps a pod looks for. */
export const fileCount = 32;

export const elementFile = (number: number): string => `elements-${number}.txt`;

/**
 * Lines by the file that holds them, in the lines' order. A line's key decides, not its place among others, so that a
 * change of one line is a change of one file; where the files are too full, there are twice as many.
 */
export function elementFiles(lines: { key: string; text: string }[]): Record<string, string> {
  const total = lines.reduce((sum, { text }) => sum + text.length, 0);
  let count = 1;
  while (count < fileCount && total / count > fullAt) count *= 2;
  const files = Array.from({ length: count }, (): string[] => []);
  for (const { key, text } of lines) files[asciiHash(key) % count]?.push(text);
  return Object.fromEntries(
    files.flatMap((texts, number) =>
      texts.length === 0 ? [] : [[elementFile(number), `${texts.sort().join("\n")}\n`]],
    ),
  );
}
