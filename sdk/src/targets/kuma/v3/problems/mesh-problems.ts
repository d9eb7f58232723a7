import { meshNamespace } from "../../../../fabric/defaults.js";
import type { Problem } from "../../../../model/problem.js";
import type { Spec } from "../../../own.js";
import { own } from "./own.js";

/** The longest trust domain that a MeshTrust can have. */
const longestTrustDomain = 253;

/** A mesh by itself: what a MeshTrust takes, and where pods with a sidecar may be. */
export function* meshProblems(spec: Spec): Iterable<Problem> {
  const placed = new Set([
    ...own.gateways(spec).flatMap(([, { mesh, namespace }]) => (namespace === undefined ? [mesh] : [])),
    ...own
      .routes(spec)
      .flatMap(([, { from, via }]) =>
        from.mesh === undefined || (via !== undefined && spec.meshGateways[via]?.namespace !== undefined)
          ? []
          : [from.mesh],
      ),
  ]);
  for (const [name, { trustDomain, namespace }] of own.meshes(spec)) {
    if (trustDomain.length > longestTrustDomain) {
      yield {
        code: "kuma.trust-domain-long",
        path: `meshes.${name}.trustDomain`,
        message: `a MeshTrust takes a trust domain of ${longestTrustDomain} characters, and this one has ${trustDomain.length}`,
        hint: "shorten it",
      };
    }
    if (namespace === undefined && placed.has(name)) {
      yield {
        code: "kuma.namespace-restricted",
        path: `meshes.${name}.namespace`,
        message: `gateways of mesh "${name}" would live in "${meshNamespace(spec, name)}", which Isthmus makes with Pod Security restricted, and Kuma's sidecar needs more than that allows`,
        hint: "set namespace to one that exists and takes pods with Kuma's sidecar",
      };
    }
  }
}
