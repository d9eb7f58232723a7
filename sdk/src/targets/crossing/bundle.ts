import { believeEachOther } from "../../fabric/believe.js";
import { byNameOrder, type CheckedMesh } from "../../fabric/checked.js";
import { Pending } from "../emitted.js";
import { issuerCrlName, rootCrlName, rootName } from "./authorities.js";
import { certificatePem } from "./pem.js";

/** Those of `peers` that `mesh` believes, each once and by name. */
export const believedBy = (mesh: CheckedMesh, peers: CheckedMesh[]): CheckedMesh[] =>
  [...new Map(peers.map((peer) => [peer.name, peer])).values()]
    .filter((peer) => believeEachOther(mesh, peer))
    .sort(byNameOrder);

/** The roots of the peers that a mesh believes, in PEM, one after another; empty where it believes none of them. */
export const rootBundle = (mesh: CheckedMesh, peers: CheckedMesh[]): Pending =>
  certificatePem(...believedBy(mesh, peers).map(rootName));

/**
 * The revocation lists that belong to `rootBundle`, in PEM; undefined where none of these peers revokes, so that none is
 * needed. As soon as a verifier holds one, it wants one of every authority in every chain (OpenSSL's CRL_CHECK_ALL), so
 * the lists of root and issuer of all these peers are in it, most of them empty.
 */
export function crlBundle(mesh: CheckedMesh, peers: CheckedMesh[]): Pending | undefined {
  const believed = believedBy(mesh, peers);
  return believed.some(revokes) ? certificatePem(...believed.flatMap(crlNames)) : undefined;
}

/** Roots and then revocation lists in one text, for verifiers that look for both in one place, such as Envoy's SPIFFE one. */
export function trustBundle(mesh: CheckedMesh, peers: CheckedMesh[]): Pending {
  const roots = rootBundle(mesh, peers);
  const crls = crlBundle(mesh, peers);
  if (crls === undefined) return roots;
  return new Pending([...roots.needs, ...crls.needs], false, (material) => roots.of(material) + crls.of(material));
}

const revokes = ({ trust }: CheckedMesh): boolean => trust.revoked !== undefined;

const crlNames = (mesh: CheckedMesh): string[] => [rootCrlName(mesh), issuerCrlName(mesh)];
