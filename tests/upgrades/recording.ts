const YEAR = 365 * 24 * 3_600_000;

/** A recorded state as if its certificates were issued now: whether one is due is then no matter of today's date. */
export function asIssuedNow(state: string, now: Date): string {
  const dates: Record<string, string> = {
    notBefore: now.toISOString(),
    notAfter: new Date(now.getTime() + YEAR).toISOString(),
  };
  return JSON.stringify(JSON.parse(state), (key, value: unknown) =>
    typeof value === "string" ? (dates[key] ?? value) : value,
  );
}
