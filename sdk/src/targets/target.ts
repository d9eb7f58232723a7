import type { Problem } from "../model/problem.js";
import type { CheckedFabric } from "../fabric/checked.js";
import type { Rule } from "../fabric/check.js";
import type { Emitted } from "./emitted.js";

/** A system that realises meshes. Adding one is a folder that exports this, and a line in the registry. */
export interface MeshTarget {
  /** What the system, or Isthmus for it, cannot do: never dropped in silence. Looks only at its own meshes. */
  problems: Rule;
  /** The objects and certificates of its meshes in a checked Fabric. */
  expand: (fabric: CheckedFabric) => Emitted;
}

/** A declaration that this release understands and cannot realise yet. */
export const unavailable = (path: string, what: string, hint: string): Problem => ({
  code: "target.unavailable",
  path,
  message: `this release does not realise ${what} yet`,
  hint,
});
