import { TrustMode } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { unavailable } from "../../target.js";
import { ownMeshes, type Spec } from "./own.js";

/** Our gateways have no versions, and certificates of our own. */
export function* meshProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { target, trust }] of ownMeshes(spec)) {
    if (target.version !== undefined) {
      yield {
        code: "target.version",
        path: `meshes.${name}.target.version`,
        message: "target standalone has no versions",
        hint: "leave version out",
      };
    }
    if (trust?.mode !== undefined && trust.mode !== TrustMode.Managed) {
      yield unavailable(`meshes.${name}.trust.mode`, `trust mode "${trust.mode}"`, `use ${TrustMode.Managed}`);
    }
  }
}
