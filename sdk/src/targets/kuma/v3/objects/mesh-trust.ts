import type { CheckedMesh } from "../../../../fabric/checked.js";
import { issuerName, rootName } from "../../../crossing/authorities.js";
import { certificatePem } from "../../../crossing/pem.js";
import type { KubeObject } from "../../../emitted.js";
import { kumaApi, kumaMesh, systemMetadata } from "./metadata.js";

/**
 * Who vouches for the mesh's trust domain, bound to it by Envoy's SPIFFE validator. The issuer stands beside the root,
 * because Kuma's proxies show their own certificate without the chain. No other trust domain is there: calls across
 * end at our gateways, and no sidecar has to believe another mesh.
 */
export const meshTrust = (mesh: CheckedMesh): KubeObject => ({
  apiVersion: kumaApi,
  kind: "MeshTrust",
  metadata: systemMetadata(mesh, `${kumaMesh(mesh)}-isthmus`),
  spec: {
    trustDomain: mesh.trustDomain,
    caBundles: [rootName(mesh), issuerName(mesh)].map((name) => ({
      type: "Pem",
      pem: { value: certificatePem(name) },
    })),
  },
});
