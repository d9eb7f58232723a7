import { objectName } from "../../../../fabric/object-name.js";
import type { Problem } from "../../../../model/problem.js";
import type { Spec } from "../../../own.js";
import { KumaVersion } from "../../version.js";
import { own } from "./own.js";

/** Kuma writes the mesh's name into identities, where others write a trust domain. */
export function* meshProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { trustDomain }] of own.meshes(spec)) {
    const mesh = objectName(name);
    if (trustDomain === mesh) continue;
    yield {
      code: "kuma.trust-domain",
      path: `meshes.${name}.trustDomain`,
      message: `identities of mesh "${name}" begin with spiffe://${mesh}/ on Kuma ${KumaVersion.V2}, not with spiffe://${trustDomain}/`,
      hint: `write trustDomain "${mesh}", or use version ${KumaVersion.V3}`,
    };
  }
}
