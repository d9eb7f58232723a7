import type { CheckedMesh } from "../../../../fabric/checked.js";
import type { EgressGateway } from "../../../crossing/egress.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { gatewayProxies, kumaApi, kumaMesh, policyMetadata, systemMetadata } from "./metadata.js";

/** Nobody reaches a workload of the mesh in the clear: permissions are asked on mutual TLS only. */
export const meshTls = (mesh: CheckedMesh): KubeObject =>
  strict(systemMetadata(mesh, `${kumaMesh(mesh)}-isthmus`), { kind: "Mesh" });

/** The same for doors alone, which beats a MeshTLS for the whole mesh, whatever that is called. */
export const doorTls = (gateway: EgressGateway): KubeObject =>
  strict(policyMetadata(gateway.mesh, gateway.namespace, `isthmus-${gateway.name}`), gatewayProxies(gateway));

const strict = (metadata: KubeObject["metadata"], targetRef: Tree): KubeObject => ({
  apiVersion: kumaApi,
  kind: "MeshTLS",
  metadata,
  spec: { targetRef, rules: [{ default: { mode: "Strict" } }] },
});
