import type { FabricSpec } from "../model/fabric.js";
import { objectName } from "./object-name.js";

/** The namespaces that every cluster has. */
export const clusterNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Where the gateways of a mesh live that name no namespace. */
export const meshNamespace = ({ meshes }: Pick<Required<FabricSpec>, "meshes">, mesh: string): string =>
  meshes[mesh]?.namespace ?? `isthmus-${objectName(mesh)}`;

/** The NAT gateway of VPCs that name none. It need not be declared. */
export const defaultNatGateway = "nat";

/** The DNS domain of a cluster's Services; undefined is the provider in use. */
export const clusterDomain = (
  { clusters }: Pick<Required<FabricSpec>, "clusters">,
  cluster: string | undefined,
): string => (cluster === undefined ? undefined : clusters[cluster]?.domain) ?? "cluster.local";
