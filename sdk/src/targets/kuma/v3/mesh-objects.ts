import type { CheckedMesh } from "../../../fabric/checked.js";
import type { KubeObject } from "../../emitted.js";
import { authorityObjects } from "./objects/mesh-authority.js";
import { meshOfKuma } from "./objects/mesh.js";
import { meshIdentity } from "./objects/mesh-identity.js";
import { meshTls } from "./objects/mesh-tls.js";
import { meshTrust } from "./objects/mesh-trust.js";

/** What the control plane needs so that a mesh's workloads have identities and ask for them. */
export function meshObjects(mesh: CheckedMesh): { id: string; object: KubeObject }[] {
  const { certificate, privateKey } = authorityObjects(mesh);
  return [
    { id: "mesh", object: meshOfKuma(mesh) },
    { id: "issuer-secret", object: certificate },
    { id: "issuer-key-secret", object: privateKey },
    { id: "trust", object: meshTrust(mesh) },
    { id: "identity", object: meshIdentity(mesh) },
    { id: "tls", object: meshTls(mesh) },
  ];
}
