import type { CheckedMesh } from "../../../../fabric/checked.js";
import { managed } from "../../../crossing/metadata.js";
import type { KubeObject } from "../../../emitted.js";
import { kumaApi, kumaMesh } from "./metadata.js";

/** The Mesh. All that it said of TLS and callers up to 2.14 would be taken and ignored, so it says nothing. */
export const meshOfKuma = (mesh: CheckedMesh): KubeObject => ({
  apiVersion: kumaApi,
  kind: "Mesh",
  metadata: { name: kumaMesh(mesh), labels: managed },
  spec: {},
});
