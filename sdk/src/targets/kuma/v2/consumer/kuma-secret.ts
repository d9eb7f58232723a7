import type { CheckedMesh } from "../../../../fabric/checked.js";
import { type KubeObject, Pending } from "../../../emitted.js";
import { systemMetadata } from "../metadata.js";

/** A Secret as Kuma reads it: of one mesh, with one value. */
export const kumaSecret = (mesh: CheckedMesh, name: string, value: Pending): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: systemMetadata(mesh, name),
  type: "system.kuma.io/secret",
  data: { value: new Pending(value.needs, value.secret, (material) => btoa(value.of(material))) },
});
