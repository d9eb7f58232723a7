import type { ConnectivityDiff } from "../../engine/index.js";
import type { Style } from "./style.js";

/** Who will be able to reach what, and who no longer. */
export function connectivityLines({ added, removed, changed }: ConnectivityDiff, style: Style): string[] {
  const rows = [
    ...added.map((row) => ({ row, line: style.green(` +   ${row}`) })),
    ...removed.map((row) => ({ row, line: style.red(` -   ${row}`) })),
    ...changed.map((row) => ({ row, line: style.yellow(` ~   ${row}`) })),
  ];
  if (rows.length === 0) return [];
  const sorted = rows.sort((a, b) => (a.row < b.row ? -1 : 1)).map(({ line }) => line);
  return ["", style.bold("Connectivity"), ...sorted];
}
