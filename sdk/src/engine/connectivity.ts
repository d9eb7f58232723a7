import type { ResourceState } from "./state/resource.js";
import { isRecord, type Properties, sameValue, type Value } from "./value.js";

/** Who can reach what: a sentence, and what there is to say about it. */
export type Connectivity = Record<string, Value>;

/** How reach changes; each list of sentences is sorted. */
export interface ConnectivityDiff {
  added: string[];
  removed: string[];
  changed: string[];
}

/** The rows of every component or stack that has an output `connectivity`, each sentence once. */
export function connectivityOf(outputs: Iterable<Properties>): Connectivity {
  const rows: Connectivity = {};
  for (const { connectivity } of outputs) if (isRecord(connectivity)) Object.assign(rows, connectivity);
  return rows;
}

/** The rows that a state holds. */
export const storedConnectivity = (resources: ResourceState[]): Connectivity =>
  connectivityOf(resources.filter(({ custom }) => !custom).map(({ outputs }) => outputs));

/** What one set of rows has and the other has not. */
export function diffConnectivity(before: Connectivity, after: Connectivity): ConnectivityDiff {
  const added = Object.keys(after).filter((row) => !Object.hasOwn(before, row));
  const removed = Object.keys(before).filter((row) => !Object.hasOwn(after, row));
  const changed = Object.keys(after).filter(
    (row) => Object.hasOwn(before, row) && !sameValue(before[row]!, after[row]!),
  );
  return { added: added.sort(), removed: removed.sort(), changed: changed.sort() };
}
