import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../model/cluster.js";
import type { CrossMeshPermissionSpec } from "../model/cross-mesh-permission.js";
import type { ExposeSpec } from "../model/expose.js";
import type { ExternalGatewaySpec } from "../model/external-gateway.js";
import type { MeshGatewaySpec } from "../model/mesh-gateway.js";
import type { Mesh } from "../model/mesh.js";
import type { PeeringSpec } from "../model/peering.js";
import type { RouteSpec } from "../model/route.js";
import type { Vpc } from "../model/vpc.js";

/** A cluster, and how its API server is reached. With neither kubeconfig nor context it is the provider in use. */
export interface ClusterConnection extends Cluster {
  /** A kubeconfig, as a path or as its content. Kept as a secret. */
  kubeconfig?: pulumi.Input<string>;
  /** The context in the kubeconfig. Defaults to its current one. */
  context?: pulumi.Input<string>;
}

/** Declarations by name, as plain values, since they decide which objects exist. One refers to another by name. */
export interface Declarations {
  /** Service meshes: workloads under one root of trust. */
  meshes?: Record<string, Mesh>;
  /** Networks with addresses of their own. */
  vpcs?: Record<string, Vpc>;
  /** Kubernetes clusters. */
  clusters?: Record<string, ClusterConnection>;
  /** Gateways of meshes. */
  meshGateways?: Record<string, MeshGatewaySpec>;
  /** Who may call which gateway; nobody may without one. */
  crossMeshPermissions?: Record<string, CrossMeshPermissionSpec>;
  /** Offers: services behind gateways, and addresses of VPCs. */
  exposes?: Record<string, ExposeSpec>;
  /** Uses of offers. */
  routes?: Record<string, RouteSpec>;
  /** VPCs that use one another's addresses. */
  peerings?: Record<string, PeeringSpec>;
  /** Gateways outside any cluster. */
  externalGateways?: Record<string, ExternalGatewaySpec>;
}

/** The clusters' connections apart from the rest, which is checked as plain data. */
export function splitConnections({ clusters, ...declarations }: Declarations): {
  spec: Record<string, unknown>;
  connections: Record<string, ClusterConnection>;
} {
  const connections = clusters ?? {};
  const plain = Object.entries(connections).map(([name, connection]) => [name, withoutConnection(connection)]);
  return {
    spec: { ...declarations, ...(clusters !== undefined && { clusters: Object.fromEntries(plain) }) },
    connections,
  };
}

const withoutConnection = (connection: ClusterConnection): unknown =>
  Object.fromEntries(Object.entries(connection).filter(([field]) => field !== "kubeconfig" && field !== "context"));
