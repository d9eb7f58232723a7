import { refuse } from "../model/problem.js";

const SECONDS: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** The seconds of a duration as Go writes it: `1h30m`, `90s`, `1.5m`. */
export function secondsOf(duration: string, path: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([text]) => text).join("") !== duration) {
    refuse("option.timeout", path, `"${duration}" is no duration`, "write it as 90s, 5m or 1h30m");
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ""] ?? 0), 0);
}
