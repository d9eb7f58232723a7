import type { Applied } from "./enforcer.js";

/** What applying changed, in one line. */
export function describeApplied({ hash, table, elements, network, flushed, milliseconds }: Applied): string {
  const tables = {
    Unchanged: "was in force already",
    Changed: `${count(elements.added, "element")} added, ${elements.removed} removed`,
    Replaced: `table replaced with ${count(elements.added, "element")}`,
  };
  const parts = [
    tables[table],
    ...(network.length === 0 ? [] : [`${count(network.length, "change")} of addresses, routes and rules`]),
    ...(flushed === 0 ? [] : [`${count(flushed, "flow")} deleted`]),
  ];
  return `applied ${hash}: ${parts.join(", ")} (${milliseconds.toFixed(1)} ms)`;
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
