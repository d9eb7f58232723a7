import type { CheckedMesh } from "../../fabric/checked.js";
import { type Leaf, leafName } from "../crossing/authorities.js";
import { crlBundle, rootBundle } from "../crossing/bundle.js";
import { type KubeObject, Pending } from "../emitted.js";

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
    "ca.crt": base64(roots),
    ...(crls !== undefined && { "ca.crl": base64(crls) }),
  },
});

const shown = (leaf: string) => ({
  "tls.crt": new Pending([leaf], false, (material) => btoa(material[leaf]?.certificate ?? "")),
  "tls.key": new Pending([leaf], true, (material) => btoa(material[leaf]?.privateKey ?? "")),
});

/** The meshes that a mesh believes, among these. */
export const believing = (mesh: CheckedMesh, peers: CheckedMesh[]): Credential["believes"] => ({
  roots: rootBundle(mesh, peers),
  crls: crlBundle(mesh, peers),
});

/** A text, which may be there later, as a Secret holds it. */
export const base64 = (text: string | Pending): string | Pending =>
  typeof text === "string" ? btoa(text) : new Pending(text.needs, text.secret, (material) => btoa(text.of(material)));
