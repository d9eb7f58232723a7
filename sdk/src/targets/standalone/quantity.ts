const units: Record<string, number> = { m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const binary: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };

/** What a Kubernetes quantity such as `512Mi` or `1.5G` is; undefined where it is none. */
export function quantity(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = units[unit] ?? binary[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}
