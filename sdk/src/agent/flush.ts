import type { KnownPassage } from "./difference.js";

/** Of a flow, what says whose it is. */
export interface Flow {
  zone: number;
  mark: number;
}

/** The zones and marks of what `conntrack -L` prints; each once. */
export function parseFlows(listing: string): Flow[] {
  const flows = new Map<string, Flow>();
  for (const [, mark, zone] of listing.matchAll(/ mark=(\d+) (?:secctx=\S+ )?zone=(\d+)/g)) {
    flows.set(`${zone} ${mark}`, { zone: Number(zone), mark: Number(mark) });
  }
  return [...flows.values()];
}

/**
 * Lines for `conntrack -R` that delete the flows of passages. With the flows that there are, only those that exist, and
 * a zone whose flows all go is emptied at once.
 */
export function flushLines(passages: readonly KnownPassage[], present?: readonly Flow[]): string[] {
  if (present === undefined) return passages.map(({ zone, id }) => `-D -w ${zone} -m ${id}`);
  const stale = new Set(passages.map(({ zone, id }) => `${zone} ${Number(id)}`));
  const zones = new Map<number, Flow[]>();
  for (const flow of present) zones.set(flow.zone, [...(zones.get(flow.zone) ?? []), flow]);
  return [...zones].flatMap(([zone, flows]) => {
    const gone = flows.filter(({ mark }) => stale.has(`${zone} ${mark}`));
    if (gone.length === flows.length) return [`-D -w ${zone}`];
    return gone.map(({ mark }) => `-D -w ${zone} -m ${mark}`);
  });
}
