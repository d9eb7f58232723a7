import { type Leaf, leafName } from "../crossing/authorities.js";
import { base64, certificatePem, privateKeyPem } from "../crossing/pem.js";
import type { KubeObject, Pending } from "../emitted.js";
import { type GatewayPlace, metadataOf } from "../crossing/place.js";

/** A certificate of a Gateway, in a Secret as Gateway API wants it. The only place where its key is. */
export const certificateSecret = (place: GatewayPlace, part: string, leaf: Leaf): KubeObject => {
  const name = leafName(leaf);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadataOf(place, part),
    type: "kubernetes.io/tls",
    data: {
      "tls.crt": base64(certificatePem(name)),
      "tls.key": base64(privateKeyPem(name)),
    },
  };
};

/** Authorities that are believed, and what they revoked, in a ConfigMap as Gateway API and Envoy Gateway read them. */
export const authorities = (
  place: GatewayPlace,
  part: string,
  roots: string | Pending,
  crls?: Pending,
): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadataOf(place, part),
  data: { "ca.crt": roots, "ca.crl": crls },
});
