import type { Problem } from "../../../model/problem.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";
import { aliasTrustDomains, believed, unboundTrustDomains } from "./trust-domains.js";

/** A gateway believes the roots of its callers alike, and knows callers by what their certificates say. */
export function* trustProblems(spec: Spec): Iterable<Problem> {
  const calling = believed(spec, own);
  for (const { trustDomain, path } of unboundTrustDomains(spec, calling))
    yield {
      code: "istio.unbound-trust-domain",
      path,
      message: `no name constraint can bind a root to "${trustDomain}", and a gateway of Istio would believe that root for every mesh`,
      hint: "write the trust domain as a DNS name",
    };
  for (const { trustDomain, path } of aliasTrustDomains(spec, calling))
    yield {
      code: "istio.trust-domain-alias",
      path,
      message: `policies of Istio take "${trustDomain}" for the trust domain of the mesh that they are in, so another mesh's callers would be taken for its own`,
      hint: "give the mesh a trust domain of its own",
    };
}
