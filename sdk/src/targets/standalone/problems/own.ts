import { MeshTargetKind } from "../../../model/choices.js";
import type { FabricSpec } from "../../../model/fabric.js";

/** Everything that a Fabric declares. */
export type Spec = Required<FabricSpec>;

type Entries<T> = [string, T][];

export const isOwnMesh = ({ meshes }: Spec, mesh: string | undefined): boolean =>
  mesh !== undefined && meshes[mesh]?.target.kind === MeshTargetKind.Standalone;

/** The meshes on this target, their gateways, and the Routes that come from them. */
export const ownMeshes = (spec: Spec): Entries<Spec["meshes"][string]> =>
  Object.entries(spec.meshes).filter(([name]) => isOwnMesh(spec, name));
export const ownGateways = (spec: Spec): Entries<Spec["meshGateways"][string]> =>
  Object.entries(spec.meshGateways).filter(([, { mesh }]) => isOwnMesh(spec, mesh));
export const ownRoutes = (spec: Spec): Entries<Spec["routes"][string]> =>
  Object.entries(spec.routes).filter(([, { from }]) => isOwnMesh(spec, from.mesh));

export const isOwnGateway = (spec: Spec, gateway: string | undefined): boolean =>
  gateway !== undefined && isOwnMesh(spec, spec.meshGateways[gateway]?.mesh);

export const clusterOf = ({ meshes }: Spec, mesh: string | undefined): string | undefined =>
  mesh === undefined ? undefined : meshes[mesh]?.cluster;
