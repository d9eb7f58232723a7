import { once } from "./once.js";
import { selectedGateways } from "../fabric/permission-problems.js";
import type { CrossMeshPermissionSpec } from "../model/cross-mesh-permission.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import type { MeshTarget } from "../model/target.js";

/** Everything that a Fabric declares. */
export type Spec = Required<FabricSpec>;

/** Declarations of one kind, with their names. */
type Entries<Kind extends keyof Spec> = [string, Spec[Kind][string]][];

/** A permission, and the gateways of one target that it speaks of. */
export interface OwnPermission {
  name: string;
  permission: CrossMeshPermissionSpec;
  gateways: [Entries<"meshGateways">[number], ...Entries<"meshGateways">];
}

/** What of a Fabric belongs to one target. */
export interface Own {
  isMesh: (spec: Spec, mesh: string | undefined) => boolean;
  isGateway: (spec: Spec, gateway: string | undefined) => boolean;
  meshes: (spec: Spec) => Entries<"meshes">;
  gateways: (spec: Spec) => Entries<"meshGateways">;
  /** What stands behind its gateways. */
  exposes: (spec: Spec) => Entries<"exposes">;
  /** Those that speak of its gateways. */
  permissions: (spec: Spec) => OwnPermission[];
  /** Those that come from its meshes. */
  routes: (spec: Spec) => Entries<"routes">;
}

/** A rule of the meshes of one target, whichever that is. */
export type OwnRule = (spec: Spec, own: Own) => Iterable<Problem>;

/** What belongs to a target, by what it says of a mesh's. */
export function ownOf(isMine: (target: MeshTarget) => boolean): Own {
  const isMesh: Own["isMesh"] = ({ meshes }, mesh) => {
    const target = mesh === undefined ? undefined : meshes[mesh]?.target;
    return target !== undefined && isMine(target);
  };
  const isGateway: Own["isGateway"] = (spec, gateway) =>
    gateway !== undefined && isMesh(spec, spec.meshGateways[gateway]?.mesh);
  return {
    isMesh,
    isGateway,
    meshes: once(({ meshes }) => Object.entries(meshes).filter(([, { target }]) => isMine(target))),
    gateways: once((spec) => Object.entries(spec.meshGateways).filter(([, { mesh }]) => isMesh(spec, mesh))),
    exposes: once((spec) => Object.entries(spec.exposes).filter(([, { gateway }]) => isGateway(spec, gateway))),
    permissions: once((spec) =>
      Object.entries(spec.crossMeshPermissions).flatMap(([name, permission]) => {
        const selected = selectedGateways(permission, spec.meshGateways);
        const [first, ...others] = selected.filter(([, { mesh }]) => isMesh(spec, mesh));
        return first === undefined ? [] : [{ name, permission, gateways: [first, ...others] }];
      }),
    ),
    routes: once((spec) => Object.entries(spec.routes).filter(([, { from }]) => isMesh(spec, from.mesh))),
  };
}

/** The cluster of a mesh. */
export const clusterOf = ({ meshes }: Spec, mesh: string | undefined): string | undefined =>
  mesh === undefined ? undefined : meshes[mesh]?.cluster;
