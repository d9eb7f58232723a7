import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../model/cluster.js";
import type { CrossMeshPermissionSpec } from "../model/cross-mesh-permission.js";
import type { ExposeSpec } from "../model/expose.js";
import type { ExternalGatewaySpec } from "../model/external-gateway.js";
import type { Mesh } from "../model/mesh.js";
import type { NatGatewaySpec } from "../model/nat-gateway.js";
import type { PeeringSpec } from "../model/peering.js";
import type { RouteSpec } from "../model/route.js";
import type { Vpc } from "../model/vpc.js";
import { isLater } from "./late/leaves.js";
import type { MeshGatewayInputs } from "./mesh-gateway-inputs.js";

/** A cluster, and how its API server is reached. With neither kubeconfig nor context it is the provider in use. */
export interface ClusterConnection extends Cluster {
  /** A kubeconfig, as a path or as its content. Kept as a secret. */
  kubeconfig?: pulumi.Input<string>;
  /** The context in the kubeconfig. Defaults to its current one. */
  context?: pulumi.Input<string>;
}

/**
 * Declarations by name, as plain values, since they decide which objects exist: what may be an output says so. One
 * refers to another by name.
 */
export interface Declarations {
  /** Service meshes: workloads under one root of trust. */
  meshes?: Record<string, Mesh>;
  /** Networks with addresses of their own. */
  vpcs?: Record<string, Vpc>;
  /** Kubernetes clusters, and how they are reached. */
  clusters?: Record<string, ClusterConnection>;
  /** Gateways of meshes. */
  meshGateways?: Record<string, MeshGatewayInputs>;
  /** Who may call which gateway; nobody may without one. */
  crossMeshPermissions?: Record<string, CrossMeshPermissionSpec>;
  /** Offers: services behind gateways, and addresses of VPCs. */
  exposes?: Record<string, ExposeSpec>;
  /** Uses of offers. */
  routes?: Record<string, RouteSpec>;
  /** VPCs that use one another's addresses. */
  peerings?: Record<string, PeeringSpec>;
  /** Gateways between VPCs of target `standalone`. */
  natGateways?: Record<string, NatGatewaySpec>;
  /** Gateways outside any cluster. */
  externalGateways?: Record<string, ExternalGatewaySpec>;
}

/** The fields of a cluster that say how it is reached. They may be outputs; nothing is decided by them. */
const connectionFields = ["kubeconfig", "context"] as const;

/** The clusters' connections apart from the rest, which is checked as plain data. The input may be anything. */
export function splitConnections(declarations: Declarations): {
  spec: unknown;
  connections: Record<string, ClusterConnection>;
} {
  if (!isRecord(declarations)) return { spec: declarations, connections: {} };
  const { clusters, ...rest } = declarations;
  if (!isRecord(clusters)) return { spec: { ...rest, ...(clusters !== undefined && { clusters }) }, connections: {} };
  return { spec: { ...rest, clusters: mapRecords(clusters, withoutConnection) }, connections: clusters };
}

/** The inputs of a component as Pulumi keeps them, with kubeconfigs as secrets. Of what is no record it keeps nothing. */
export function withSecretKubeconfigs(args: Declarations): pulumi.Inputs {
  if (!isRecord(args)) return {};
  const { clusters } = args;
  return isRecord(clusters) ? { ...args, clusters: mapRecords(clusters, withSecretKubeconfig) } : args;
}

const withoutConnection = (connection: ClusterConnection): object =>
  Object.fromEntries(Object.entries(connection).filter(([field]) => !connectionFields.some((own) => own === field)));

const withSecretKubeconfig = (connection: ClusterConnection): object =>
  connection.kubeconfig === undefined
    ? connection
    : { ...connection, kubeconfig: pulumi.secret(connection.kubeconfig) };

/** False for what a program in JavaScript may pass instead. */
export const isRecord = <T extends object>(value: T | undefined): value is T =>
  typeof value === "object" && (value as unknown) !== null && !Array.isArray(value) && !isLater(value);

/** What is no record stays as it is, for the check to find. */
const mapRecords = (records: Record<string, ClusterConnection>, map: (record: ClusterConnection) => object): object =>
  Object.fromEntries(Object.entries(records).map(([name, record]) => [name, isRecord(record) ? map(record) : record]));
