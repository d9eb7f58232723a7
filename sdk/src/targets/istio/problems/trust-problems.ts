import type { Problem } from "../../../model/problem.js";
import { canConstrain } from "../../../trust/name-constraint.js";
import type { Spec } from "../../own.js";
import { believedMeshes } from "./believed-meshes.js";
import { own } from "./own.js";

/** What Istio takes for its own trust domain wherever a policy says it. */
const ownAlias = "cluster.local";

/** A gateway believes the roots of its callers alike, and knows callers by what their certificates say. */
export function* trustProblems(spec: Spec): Iterable<Problem> {
  const refused = new Set<string>();
  for (const [gateway, believed] of believedMeshes(spec, own)) {
    const home = spec.meshGateways[gateway]?.mesh;
    for (const mesh of [...believed].sort()) {
      const trustDomain = spec.meshes[mesh]?.trustDomain;
      if (trustDomain === undefined || refused.has(mesh)) continue;
      const problem = callerProblem(mesh, trustDomain, mesh === home);
      if (problem === undefined) continue;
      refused.add(mesh);
      yield problem;
    }
  }
}

function callerProblem(mesh: string, trustDomain: string, isOwn: boolean): Problem | undefined {
  const path = `meshes.${mesh}.trustDomain`;
  if (!canConstrain(trustDomain))
    return {
      code: "istio.unbound-trust-domain",
      path,
      message: `no name constraint can bind a root to "${trustDomain}", and a gateway of Istio would believe that root for every mesh`,
      hint: "write the trust domain as a DNS name",
    };
  if (trustDomain !== ownAlias || isOwn) return undefined;
  return {
    code: "istio.trust-domain-alias",
    path,
    message: `policies of Istio take "${ownAlias}" for the trust domain of the mesh that they are in, so another mesh's callers would be taken for its own`,
    hint: "give the mesh a trust domain of its own",
  };
}
