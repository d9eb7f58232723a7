import type { CheckedFabric } from "../../../fabric/checked.js";
import { TrustMode } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { isOfVersion, KumaVersion } from "../version.js";
import { exits } from "./consumer/uses.js";

/** What Isthmus cannot see of Kuma 2.14, and what Kuma does otherwise than other targets. */
export function* notes(fabric: CheckedFabric): Iterable<Problem> {
  const leaving = new Set(exits(fabric).map(({ egress }) => egress.mesh.name));
  const exposing = new Set(fabric.gateways.map(({ mesh }) => mesh.name));
  for (const { name, objectName, target, trust } of fabric.meshes) {
    if (!isOfVersion(target, KumaVersion.V2)) continue;
    if (trust.mode === TrustMode.Provided) {
      yield {
        code: "kuma.mesh-yours",
        path: `meshes.${name}.trust.mode`,
        message: `Mesh "${objectName}" is yours, and Isthmus cannot see whether it has mTLS, without which Kuma opens no crossMesh listener`,
        hint: "see that it has spec.mtls with mode STRICT and that spec.meshServices.mode is not Exclusive",
      };
    }
    if (exposing.has(name)) {
      yield {
        code: "kuma.authorities-shared",
        path: `meshes.${name}`,
        message: `gateways of mesh "${name}" believe the authorities of all meshes of this Kuma alike: who holds one could call in the name of another mesh`,
        hint: `guard the keys of all its meshes as one, or use version ${KumaVersion.V3}, which binds authorities to trust domains`,
      };
      yield {
        code: "kuma.names-claimed",
        path: `meshes.${name}`,
        message: `Kuma believes what pods say of themselves: a pod with the annotation kuma.io/tags, or a MeshGatewayInstance that writes it, can take the name of any service that may call mesh "${name}", or of its gateway`,
        hint: `let admission refuse this annotation where you do not mean it; with version ${KumaVersion.V3}, whose identities are service accounts, one label is left to refuse`,
      };
    }
    if (leaving.has(name)) {
      yield {
        code: "kuma.zone-egress",
        path: `meshes.${name}`,
        message: `Routes from mesh "${name}" to other systems leave by Kuma's ZoneEgress, which must be there and carries calls of every workload of the mesh under one identity`,
        hint: "install it with egress.enabled, and let no workload into the mesh that may not use these Routes",
      };
      yield {
        code: "kuma.far-end-by-name",
        path: `meshes.${name}`,
        message: `Kuma reads no SPIFFE ID of what mesh "${name}" calls outside: it believes whoever shows a certificate for the hostname, by the far end's authorities`,
        hint: `let those authorities sign that hostname for nobody else, or use version ${KumaVersion.V3}`,
      };
    }
  }
}
