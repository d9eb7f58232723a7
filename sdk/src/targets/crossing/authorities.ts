import type { CheckedMesh } from "../../fabric/checked.js";
import type { EmittedCertificate, Owner } from "../emitted.js";

/** The root and the issuer of a mesh, as `Pending` names them. */
export const rootName = (mesh: Pick<CheckedMesh, "name">): string => `root:${mesh.name}`;
export const issuerName = (mesh: Pick<CheckedMesh, "name">): string => `issuer:${mesh.name}`;

/** Their revocation lists, as `Pending` names them; there once any mesh of the Fabric has `revoked`. */
export const rootCrlName = (mesh: Pick<CheckedMesh, "name">): string => `crl:${rootName(mesh)}`;
export const issuerCrlName = (mesh: Pick<CheckedMesh, "name">): string => `crl:${issuerName(mesh)}`;

/**
 * A root for each mesh, and the issuer that signs for it. Once a mesh revokes, every one has revocation lists: where
 * the authorities of several meshes lie in one bundle, a list of one alone would shut out all others.
 */
export const meshCertificates = (meshes: CheckedMesh[]): EmittedCertificate[] =>
  meshes.flatMap((mesh) => [
    ...authorities(mesh),
    ...(meshes.some(({ trust }) => trust.revoked !== undefined) ? revocationLists(mesh) : []),
  ]);

function authorities(mesh: CheckedMesh): EmittedCertificate[] {
  const owner = meshOwner(mesh);
  const { trustDomain } = mesh;
  return [
    { owner, id: "root", name: rootName(mesh), profile: { kind: "root", trustDomain } },
    { owner, id: "issuer", name: issuerName(mesh), profile: { kind: "issuer", trustDomain, root: rootName(mesh) } },
  ];
}

/** The root's is empty: it signs issuers only, and those are not revoked by it but replaced. */
function revocationLists(mesh: CheckedMesh): EmittedCertificate[] {
  const list = (id: string, name: string, authority: string, revoked: string[] = []): EmittedCertificate => ({
    owner: meshOwner(mesh),
    id,
    name,
    profile: { kind: "crl", trustDomain: mesh.trustDomain, authority, revoked },
  });
  return [
    list("root-crl", rootCrlName(mesh), rootName(mesh)),
    list("issuer-crl", issuerCrlName(mesh), issuerName(mesh), mesh.trust.revoked),
  ];
}

const meshOwner = ({ name }: CheckedMesh): Owner => ({ kind: "meshes", name });

/** A certificate that a gateway presents, and which gateway of which mesh that is. */
export interface Leaf {
  owner: Owner;
  /** What it is to its owner. */
  id: string;
  mesh: CheckedMesh;
  /** The gateway's namespace and name as an object. */
  namespace: string;
  gateway: string;
  /** Tells the certificates of one gateway apart. */
  name: string;
  spiffeId: string;
  dnsNames: string[];
}

/** A leaf, as `Pending` names it. Its certificate is the chain without the root, as TLS sends it. */
export const leafName = ({
  mesh,
  namespace,
  gateway,
  name,
}: Omit<Leaf, "owner" | "id" | "spiffeId" | "dnsNames">): string => `leaf:${mesh.name}/${namespace}/${gateway}/${name}`;

/** What has to be issued for a leaf. */
export const leafCertificate = (leaf: Leaf): EmittedCertificate => ({
  owner: leaf.owner,
  id: leaf.id,
  name: leafName(leaf),
  profile: {
    kind: "leaf",
    issuer: issuerName(leaf.mesh),
    spiffeId: leaf.spiffeId,
    dnsNames: leaf.dnsNames,
    hours: leaf.mesh.trust.leafHours,
  },
});
