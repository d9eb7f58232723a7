import { propertyPath, quoted } from "./path.js";

const mostShown = 12;

/** What to do about a name that is not there: the nearest that is, if one is near, else `instead` or any of them. */
export function suggestName(name: string, known: string[], instead?: string): string {
  const nearest = known
    .map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ far }) => far <= 2)
    .sort((a, b) => a.far - b.far || (a.other < b.other ? -1 : 1))[0];
  if (nearest !== undefined) return `did you mean ${quoted(nearest.other)}?`;
  const shown = [...known]
    .sort()
    .slice(0, mostShown)
    .map((other) => propertyPath(other));
  const more = known.length > mostShown ? ` and ${known.length - mostShown} more` : "";
  const others = shown.length === 0 ? [] : [`use one of ${shown.join(", ")}${more}`];
  return [...(instead === undefined ? [] : [instead]), ...others].join(", or ");
}

/** Edit distance (Levenshtein), row by row. Names that differ a lot in length are far apart without a look. */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 2) return Infinity;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
