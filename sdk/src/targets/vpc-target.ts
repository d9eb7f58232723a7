import type { Rule } from "../fabric/check.js";
import type { CheckedVpcSide } from "../fabric/vpcs/checked.js";
import type { Problem } from "../model/problem.js";
import type { EmittedObject } from "./emitted.js";

/** A system that realises VPCs. Adding one is a folder that exports this, and a line in the registry. */
export interface VpcTarget {
  /** What can be told from declarations alone that the system cannot do. Looks only at its own VPCs. */
  declarationProblems?: Rule;
  /**
   * What the system, or Isthmus for it, cannot do: never dropped in silence. Looks only at its own VPCs, whose
   * addresses are resolved.
   */
  problems: (side: CheckedVpcSide) => Iterable<Problem>;
  /** The objects of its VPCs. */
  expand: (side: CheckedVpcSide) => EmittedObject[];
}
