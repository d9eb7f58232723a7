import type { CheckedVpcSide } from "../fabric/vpcs/checked.js";
import type { Problem } from "../model/problem.js";
import type { EmittedObject } from "./emitted.js";

/** A system that realises VPCs. Adding one is a folder that exports this, and a line in the registry. */
export interface VpcTarget {
  /**
   * What the system, or Isthmus for it, cannot do: never dropped in silence. Looks only at its own VPCs and at what
   * they share with others, with addresses resolved, so at a side that has no problem of its own.
   */
  problems: (side: CheckedVpcSide) => Iterable<Problem>;
  /** The objects of its VPCs. Only of a side in which it found no problem. */
  expand: (side: CheckedVpcSide) => EmittedObject[];
}
