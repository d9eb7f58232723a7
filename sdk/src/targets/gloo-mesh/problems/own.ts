import { managementPlane } from "../../../fabric/management-plane.js";
import { MeshTargetKind } from "../../../model/choices.js";
import { ownOf, type Spec } from "../../own.js";

/** What belongs to target gloo-mesh. */
export const own = ownOf(({ kind }) => kind === MeshTargetKind.GlooMesh);

export const meshOf = ({ meshes }: Spec, mesh: string | undefined) => (mesh === undefined ? undefined : meshes[mesh]);

/** The management plane of a mesh. */
export const planeOf = (spec: Spec, mesh: string | undefined): string | undefined => {
  const declared = meshOf(spec, mesh);
  return declared === undefined ? undefined : managementPlane(declared);
};

/** The mesh whose egress gateway a Route leaves by. */
export const exitMesh = ({ meshGateways }: Spec, { via, from }: Spec["routes"][string]): string | undefined =>
  (via === undefined ? undefined : meshGateways[via]?.mesh) ?? from.mesh;
