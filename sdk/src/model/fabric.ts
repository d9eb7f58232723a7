import { z } from "zod";
import { type Cluster, clusterSchema } from "./cluster.js";
import { type CrossMeshPermissionSpec, crossMeshPermissionSchema } from "./cross-mesh-permission.js";
import { type ExposeSpec, exposeSchema } from "./expose.js";
import { type ExternalGatewaySpec, externalGatewaySchema } from "./external-gateway.js";
import { type MeshGatewaySpec, meshGatewaySchema } from "./mesh-gateway.js";
import { type Mesh, meshSchema } from "./mesh.js";
import { byName } from "./name.js";
import { type PeeringSpec, peeringSchema } from "./peering.js";
import { type RouteSpec, routeSchema } from "./route.js";
import { type Vpc, vpcSchema } from "./vpc.js";

/** Many declarations that are checked as one, each by name; one refers to another by name. */
export interface FabricSpec {
  meshes?: Record<string, Mesh>;
  vpcs?: Record<string, Vpc>;
  clusters?: Record<string, Cluster>;
  meshGateways?: Record<string, MeshGatewaySpec>;
  crossMeshPermissions?: Record<string, CrossMeshPermissionSpec>;
  exposes?: Record<string, ExposeSpec>;
  routes?: Record<string, RouteSpec>;
  peerings?: Record<string, PeeringSpec>;
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
  externalGateways: byName(externalGatewaySchema).optional(),
}) satisfies z.ZodType<FabricSpec>;

/** The kinds of declaration, as they are named in a Fabric. */
export type DeclarationKind = keyof FabricSpec;
