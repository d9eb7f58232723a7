import type * as pulumi from "@pulumi/pulumi";
import { shopAndPayments } from "../../fabric/testing/fabrics.js";
import { CrossMeshPermission } from "../cross-mesh-permission.js";
import type { Declarations } from "../declarations.js";
import { Expose } from "../expose.js";
import { MeshGateway } from "../mesh-gateway.js";
import { Route } from "../route.js";

/** A component that says who may reach what. */
export type Component = pulumi.ComponentResource & { connectivity: pulumi.Output<object> };

const { meshes, meshGateways, exposes, crossMeshPermissions, routes } = shopAndPayments();

/** Each component with the declarations that it stands on; together they are the design's Fabric. */
export const alone: Record<string, (opts: pulumi.ComponentResourceOptions, more?: Declarations) => Component> = {
  MeshGateway: (opts, more) =>
    new MeshGateway(
      "edge",
      { ...meshGateways.edge, fabric: { meshes, exposes, crossMeshPermissions, routes, ...more } },
      opts,
    ),
  CrossMeshPermission: (opts, more) =>
    new CrossMeshPermission(
      "checkoutMayCharge",
      { ...crossMeshPermissions.checkoutMayCharge, fabric: { meshes, meshGateways, exposes, routes, ...more } },
      opts,
    ),
  Expose: (opts, more) =>
    new Expose(
      "charges",
      { ...exposes.charges, fabric: { meshes, meshGateways, crossMeshPermissions, routes, ...more } },
      opts,
    ),
  Route: (opts, more) =>
    new Route(
      "charge",
      { ...routes.charge, fabric: { meshes, meshGateways, exposes, crossMeshPermissions, ...more } },
      opts,
    ),
};
