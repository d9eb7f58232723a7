import type { KubeObject } from "../emitted.js";

/** Labels by which everything that Isthmus makes can be found (Kubernetes recommended labels). */
export const managed = { "app.kubernetes.io/managed-by": "isthmus" };

/** Labels of one gateway's objects; also what selects its pods. */
export const gatewaySelector = (name: string): Record<string, string> => ({
  "app.kubernetes.io/name": "isthmus-gateway",
  "app.kubernetes.io/instance": name,
});

/** The metadata of a gateway's object, which has a name of its `own`. Defaults to the gateway's. */
export const gatewayMetadata = (
  { name, namespace }: { name: string; namespace: string },
  own: string = name,
): KubeObject["metadata"] => ({ name: own, namespace, labels: { ...gatewaySelector(name), ...managed } });
