import { grouped } from "../../fabric/grouped.js";

/** Items with equal keys together, in the order of the keys. */
export const groupBy = <T>(items: T[], keyOf: (item: T) => string): [T, ...T[]][] =>
  [...grouped(items, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
