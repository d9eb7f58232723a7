import { byNameOrder } from "./checked.js";

/** What becomes of each declaration of a record, in the order of their names. */
export const named = <T, R extends { name: string }>(
  record: Record<string, T>,
  of: (value: T, name: string) => R,
): R[] =>
  Object.entries(record)
    .map(([name, value]) => of(value, name))
    .sort(byNameOrder);
