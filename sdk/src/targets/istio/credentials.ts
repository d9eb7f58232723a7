import type { CheckedMesh } from "../../fabric/checked.js";
import { type Leaf, leafName } from "../crossing/authorities.js";
import { crlBundle, rootBundle } from "../crossing/bundle.js";
import { base64, certificatePem, privateKeyPem } from "../crossing/pem.js";
import type { KubeObject, Pending } from "../emitted.js";

/** What a proxy shows and whom it believes, by the keys that Istio reads in a Secret. */
interface Credential {
  /** The certificate that is shown; undefined is none. */
  leaf: Leaf | undefined;
  /** Roots, and what these revoked, in PEM. */
  believes: { roots: string | Pending; crls: Pending | undefined };
}

/** A Secret that istiod gives to the proxies of its namespace. The only place where its key is. */
export const credentialSecret = (
  metadata: KubeObject["metadata"],
  { leaf, believes: { roots, crls } }: Credential,
): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata,
  type: leaf === undefined ? "Opaque" : "kubernetes.io/tls",
  data: {
    ...(leaf !== undefined && shown(leafName(leaf))),
    "ca.crt": typeof roots === "string" ? btoa(roots) : base64(roots),
    ...(crls !== undefined && { "ca.crl": base64(crls) }),
  },
});

const shown = (leaf: string) => ({ "tls.crt": base64(certificatePem(leaf)), "tls.key": base64(privateKeyPem(leaf)) });

/** The meshes that a mesh believes, among these. */
export const believing = (mesh: CheckedMesh, peers: CheckedMesh[]): Credential["believes"] => ({
  roots: rootBundle(mesh, peers),
  crls: crlBundle(mesh, peers),
});
