import type { PropertyChange } from "./diff.js";
import type { Properties } from "./value.js";

/** What is done to a resource. The names are Pulumi's. */
export const Op = { Same: "same", Create: "create", Update: "update", Replace: "replace", Delete: "delete" } as const;
export type Op = (typeof Op)[keyof typeof Op];

/** One resource and what a run does to it. */
export interface Step {
  op: Op;
  urn: string;
  type: string;
  custom: boolean;
  parent?: string;
  provider?: string;
  changes: PropertyChange[];
  /** The paths that force a replacement. */
  replaces: string[];
  inputs: Properties;
  /** Why the preview knows less than it might, or what else a reader should know. */
  note?: string;
}

/** How many steps of each kind, as Pulumi's `changeSummary`. */
export function changeSummary(steps: Iterable<Step>): Partial<Record<Op, number>> {
  const summary: Partial<Record<Op, number>> = {};
  for (const { op } of steps) summary[op] = (summary[op] ?? 0) + 1;
  return summary;
}
