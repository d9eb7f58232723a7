import { z } from "zod";
import { type Cluster, clusterSchema } from "./cluster.js";
import { type CrossMeshPermissionSpec, crossMeshPermissionSchema } from "./cross-mesh-permission.js";
import { type ExposeSpec, exposeSchema } from "./expose.js";
import { type ExternalGatewaySpec, externalGatewaySchema } from "./external-gateway.js";
import { type MeshGatewaySpec, meshGatewaySchema } from "./mesh-gateway.js";
import { type Mesh, meshSchema } from "./mesh.js";
import { byName } from "./name.js";
import { type NatGatewaySpec, natGatewaySchema } from "./nat-gateway.js";
import { type PeeringSpec, peeringSchema } from "./peering.js";
import { type RouteSpec, routeSchema } from "./route.js";
import { type Vpc, vpcSchema } from "./vpc.js";

/** Many declarations that are checked as one, each by name; one refers to another by name. */
export interface FabricSpec {
  /** Service meshes: workloads under one root of trust. */
  meshes?: Record<string, Mesh>;
  /** Networks with addresses of their own. */
  vpcs?: Record<string, Vpc>;
  /** Kubernetes clusters. */
  clusters?: Record<string, Cluster>;
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
  /** Gateways between VPCs of target `standalone`. */
  natGateways?: Record<string, NatGatewaySpec>;
  /** Gateways outside any cluster. */
  externalGateways?: Record<string, ExternalGatewaySpec>;
}

export const fabricSchema = z.strictObject({
  meshes: byName(meshSchema).optional(),
  vpcs: byName(vpcSchema).optional(),
  clusters: byName(clusterSchema).optional(),
  meshGateways: byName(meshGatewaySchema).optional(),
  crossMeshPermissions: byName(crossMeshPermissionSchema).optional(),
  exposes: byName(exposeSchema).optional(),
  routes: byName(routeSchema).optional(),
  peerings: byName(peeringSchema).optional(),
  natGateways: byName(natGatewaySchema).optional(),
  externalGateways: byName(externalGatewaySchema).optional(),
}) satisfies z.ZodType<FabricSpec>;

/** The kinds of declaration, as they are named in a Fabric. */
export type DeclarationKind = keyof FabricSpec;
