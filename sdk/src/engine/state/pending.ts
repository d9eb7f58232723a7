import type { ResourceState } from "./resource.js";

/** What an operation does. The names are Pulumi's. */
export const PendingType = { Creating: "creating", Updating: "updating", Deleting: "deleting" } as const;
export type PendingType = (typeof PendingType)[keyof typeof PendingType];

/** An operation on a cluster that was about to begin. Until its end is recorded nobody knows what came of it. */
export interface PendingOperation {
  type: PendingType;
  /** What is to be created; what was there, for a change or a deletion. */
  resource: ResourceState;
}
