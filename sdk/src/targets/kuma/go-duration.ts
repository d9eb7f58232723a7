import { parseDuration } from "../../model/duration.js";

/** A duration as Go writes it, `1m30s` or `500ms`: Kuma stores it so, and anything else would look like drift. */
export function goDuration(duration: string): string {
  const milliseconds = Math.round(parseDuration(duration) * 1000);
  if (milliseconds > 0 && milliseconds < 1000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const seconds = (milliseconds % 60_000) / 1000;
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}
