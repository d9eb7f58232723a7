import { base64 } from "../crossing/pem.js";
import type { KubeObject, Pending } from "../emitted.js";

/** A Secret as Kuma reads it: of one mesh, which its labels say, with one value. */
export const kumaSecret = (metadata: KubeObject["metadata"], value: Pending): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata,
  type: "system.kuma.io/secret",
  data: { value: base64(value) },
});
