import { parseDuration } from "../../../model/duration.js";

const units = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

/** A duration as Gateway API writes it (GEP-2257), whose numbers have five digits at most: `0.5s` is `500ms`. */
export function gatewayDuration(duration: string): string {
  let left = Math.round(parseDuration(duration) * 1000);
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count}${unit}`];
  });
  return parts.length === 0 ? "0s" : parts.join("");
}
