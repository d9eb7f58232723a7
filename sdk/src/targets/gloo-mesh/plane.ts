import type { CheckedFabric, CheckedGateway, CheckedMesh, CheckedRoute } from "../../fabric/checked.js";
import { defaultManagementNamespace, managementPlane } from "../../fabric/management-plane.js";
import { objectName } from "../../fabric/object-name.js";
import { GatewayRole } from "../../model/choices.js";
import { egressGateways } from "../crossing/egress.js";
import { groupBy } from "../crossing/group-by.js";
import { once } from "../once.js";
import { exitOf, type Exit } from "./passages.js";

/** A management plane of Gloo Mesh, and what the Fabric declares under it. */
export interface Plane {
  /** The cluster that holds its own objects, and their namespace there. */
  cluster: string;
  namespace: string;
  /** The workspace of the gateways; no namespace has a dot, and other workspaces are called as their namespaces. */
  workspace: string;
  meshes: [CheckedMesh, ...CheckedMesh[]];
  routes: CheckedRoute[];
  /** Gateways that take calls from other meshes and from outside. */
  ingress: CheckedGateway[];
  /** Gateways that carry calls from other clusters of the plane to egress gateways of theirs. */
  eastWest: CheckedGateway[];
  /** Egress gateways with what leaves by them. */
  exits: Exit[];
}

/** The cluster of a mesh, by the name under which Gloo Mesh knows it; the checks have seen that there is one. */
export const clusterOf = ({ cluster }: Pick<CheckedMesh, "cluster">): string => cluster.name ?? "";

/** The management planes of a Fabric; its objects and its notes are both made of these. */
export const planesOf = once((fabric: CheckedFabric): Plane[] => {
  const meshes = fabric.meshes.filter((mesh) => planeOf(mesh) !== undefined);
  return groupBy(meshes, (mesh) => planeOf(mesh) ?? "").map((group) => {
    const [first] = group;
    const isIn = ({ mesh }: { mesh: CheckedMesh }): boolean => group.includes(mesh);
    const gateways = fabric.gateways.filter(isIn);
    const eastWest = gateways.filter(({ role }) => role === GatewayRole.EastWest);
    const routes = fabric.routes.filter(isIn);
    return {
      cluster: first.target.managementCluster ?? clusterOf(first),
      namespace: first.target.systemNamespace ?? defaultManagementNamespace,
      workspace: `gateways.${workspaceWords(fabric.name)}`,
      meshes: group,
      routes,
      ingress: gateways.filter(({ role }) => role === GatewayRole.Ingress),
      eastWest,
      exits: egressGateways({ routes }).map((gateway) => exitOf(gateway, eastWest)),
    };
  });
});

const planeOf = ({ target, cluster }: CheckedMesh): string | undefined =>
  managementPlane({ target, ...(cluster.name !== undefined && { cluster: cluster.name }) });

/** A Fabric's name, which may be any text, as part of a name in Kubernetes. */
const workspaceWords = (name: string): string =>
  objectName(name)
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
