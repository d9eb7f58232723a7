import type { Problem } from "../../../model/problem.js";
import type { Spec } from "../../own.js";
import { ownByVersion } from "../own.js";
import { KumaVersion } from "../version.js";

/** A cluster has the CRDs of one version of Kuma, and so one control plane. */
export function* versionProblems(spec: Spec): Iterable<Problem> {
  const others = ownByVersion[KumaVersion.V2].meshes(spec);
  for (const [mesh, { cluster, target }] of ownByVersion[KumaVersion.V3].meshes(spec)) {
    const twin = others.find(([, other]) => other.cluster === cluster);
    if (twin === undefined) continue;
    yield {
      code: "kuma.two-versions",
      path: target.version === undefined ? `meshes.${mesh}.target` : `meshes.${mesh}.target.version`,
      message: `mesh "${mesh}" is of Kuma ${KumaVersion.V3} and mesh "${twin[0]}" of ${KumaVersion.V2}, and a cluster has one Kuma`,
      hint: "give both the version that the cluster has, or declare them in two clusters",
    };
  }
}
