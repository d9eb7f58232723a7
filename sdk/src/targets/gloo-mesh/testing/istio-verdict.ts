import { isAllowed, type PodRequest, type Policy } from "../../istio/testing/policies.js";
import type { Settled } from "../../testing/planned.js";

/** Whether the policies that select a gateway's pods, and no others, let a request through. */
export function istioVerdict(objects: Settled[], gateway: Settled, request: PodRequest): boolean {
  const labels = gateway.object.spec.template.metadata.labels;
  const policies = objects
    .filter(
      ({ kind, namespace, cluster }) =>
        kind === "AuthorizationPolicy" && namespace === gateway.namespace && cluster === gateway.cluster,
    )
    .map(({ object }) => object.spec as unknown as Policy & { selector: { matchLabels: Record<string, string> } })
    .filter(({ selector }) => Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value));
  return isAllowed(policies, request);
}
