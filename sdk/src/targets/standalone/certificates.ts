import type { CheckedMesh } from "../../fabric/checked.js";
import type { EmittedCertificate } from "../emitted.js";
import { type GatewayPod, issuerName, leafName, resourceId, rootName } from "./pod.js";

/** A root for each mesh, and the issuer that signs for it. */
export function meshCertificates(mesh: CheckedMesh): EmittedCertificate[] {
  const owner = { kind: "meshes", name: mesh.name } as const;
  const { trustDomain } = mesh;
  return [
    { owner, id: "root", name: rootName(mesh), profile: { kind: "root", trustDomain } },
    { owner, id: "issuer", name: issuerName(mesh), profile: { kind: "issuer", trustDomain, root: rootName(mesh) } },
  ];
}

/** A leaf for each identity under which a gateway speaks. */
export const podCertificates = (pod: GatewayPod): EmittedCertificate[] =>
  pod.leaves.map((leaf) => ({
    owner: pod.owner,
    id: resourceId(pod, leaf.name === pod.name ? "certificate" : `${leaf.name}-certificate`),
    name: leafName(pod, leaf),
    profile: {
      kind: "leaf",
      issuer: issuerName(pod.mesh),
      spiffeId: leaf.spiffeId,
      dnsNames: leaf.dnsNames,
      hours: pod.mesh.trust.leafHours,
    },
  }));
