import type { Problem } from "../model/problem.js";
import type { CheckedFabric } from "../fabric/checked.js";
import type { Rule } from "../fabric/check.js";
import type { Emitted } from "./emitted.js";
import type { FieldSupport } from "./support/field-support.js";

/** A system that realises meshes. Adding one is a folder that exports this, and a line in the registry. */
export interface MeshTarget {
  /**
   * Which fields of declarations it realises, by its version; the last is the newest, and the default. A target without
   * versions has one, named "". What is not listed is refused by name.
   */
  supports: Record<string, FieldSupport>;
  /** Whether consumers call Services: then Isthmus makes the namespaces in their Routes' hostnames. */
  makesConsumerServices: boolean;
  /** What the system cannot do besides: values, limits, and what does not go together. Looks only at its own meshes. */
  problems: Rule;
  /** What is lost on the way, by name, and what is worth a second look. Looks only at its own meshes. */
  notes?: (fabric: CheckedFabric) => Iterable<Problem>;
  /** The objects and certificates of its meshes in a checked Fabric; their namespaces and authorities are made already. */
  expand: (fabric: CheckedFabric) => Emitted;
}

/** A declaration that this release understands and cannot realise yet. */
export const unavailable = (path: string, what: string, hint: string): Problem => ({
  code: "target.unavailable",
  path,
  message: `this release does not realise ${what} yet`,
  hint,
});
