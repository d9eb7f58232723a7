import { GatewayRole, MeshTargetKind } from "../model/choices.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import type { RouteSpec } from "../model/route.js";
import { listenerOf } from "./expose-problems.js";
import { sharePlane } from "./management-plane.js";
import { propertyPath } from "./path.js";
import { mentionedExposes } from "./route-mentions.js";

/** The port that consumers call where a Route names none. */
export const defaultRoutePort = 80;

/** A Route from a mesh leads to an offer of a mesh, by a way that exists, under a name that is its own. */
export function* routeProblems(spec: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, route] of Object.entries(spec.routes)) {
    yield* sideProblems(name, route, spec);
    yield* viaProblems(name, route, spec);
    yield* crossMeshProblems(name, route, spec);
    yield* addressProblems(name, route, spec);
  }
  yield* hostnameProblems(spec);
}

function* sideProblems(name: string, route: RouteSpec, { exposes }: Required<FabricSpec>): Iterable<Problem> {
  const side = route.from.mesh === undefined ? "vpc" : "gateway";
  for (const { expose: exposeName, at } of mentionedExposes(route)) {
    const expose = exposes[exposeName];
    if (expose === undefined || expose[side] !== undefined) continue;
    yield {
      code: "route.other-side",
      path: propertyPath("routes", name, ...at),
      message: `Expose "${exposeName}" is an offer of a ${side === "vpc" ? "mesh" : "VPC"}, and this Route comes from a ${side === "vpc" ? "VPC" : "mesh"}`,
      hint: `lead it to an Expose of a ${side === "vpc" ? "VPC" : "mesh"}`,
    };
  }
  if (route.from.vpc !== undefined && route.to.weighted !== undefined) {
    yield {
      code: "route.other-side",
      path: `routes.${name}.to.weighted`,
      message: "weights share out requests of a mesh, and this Route comes from a VPC",
      hint: "lead it to one Expose or to cidrs",
    };
  }
  if (route.from.mesh !== undefined && route.to.cidrs !== undefined) {
    yield {
      code: "route.other-side",
      path: `routes.${name}.to.cidrs`,
      message: "addresses are a destination of VPCs, and this Route comes from a mesh",
      hint: "lead it to an Expose or an external gateway",
    };
  }
}

function* viaProblems(
  name: string,
  { from, via }: RouteSpec,
  { meshGateways, meshes }: Required<FabricSpec>,
): Iterable<Problem> {
  const gateway = via === undefined ? undefined : meshGateways[via];
  if (gateway === undefined || from.mesh === undefined) return;
  const path = `routes.${name}.via`;
  if (gateway.role !== GatewayRole.Egress) {
    yield {
      code: "route.via-role",
      path,
      message: `gateway "${via}" is not an egress gateway`,
      hint: `set meshGateways.${via}.role to "egress"`,
    };
  }
  if (gateway.mesh !== from.mesh && !sharePlane(meshes[gateway.mesh], meshes[from.mesh])) {
    yield {
      code: "route.via-mesh",
      path,
      message: `gateway "${via}" belongs to mesh "${gateway.mesh}", and the Route comes from mesh "${from.mesh}"`,
      hint: `use an egress gateway of mesh "${from.mesh}"`,
    };
  }
}

/** Another mesh is let in by a crossMesh listener alone. */
function* crossMeshProblems(name: string, route: RouteSpec, spec: Required<FabricSpec>): Iterable<Problem> {
  for (const { expose: exposeName, at } of mentionedExposes(route)) {
    const expose = spec.exposes[exposeName];
    const gateway = expose?.gateway === undefined ? undefined : spec.meshGateways[expose.gateway];
    if (expose === undefined || gateway === undefined) continue;
    if (route.from.mesh === undefined || route.from.mesh === gateway.mesh) continue;
    const listenerName = listenerOf(expose, gateway);
    const listener = listenerName === undefined ? undefined : gateway.listeners?.[listenerName];
    if (listener === undefined || listener.crossMesh === true) continue;
    yield {
      code: "route.not-cross-mesh",
      path: propertyPath("routes", name, ...at),
      message: `Expose "${exposeName}" stands behind listener "${listenerName}" of gateway "${expose.gateway}", which is not crossMesh, so mesh "${route.from.mesh}" cannot call it`,
      hint: "set crossMesh: true on the listener, or lead the Route elsewhere",
    };
  }
}

/** A gateway that another cluster calls says where it is reached from there. */
function* addressProblems(name: string, route: RouteSpec, spec: Required<FabricSpec>): Iterable<Problem> {
  const calling = (route.via === undefined ? undefined : spec.meshGateways[route.via]?.mesh) ?? route.from.mesh;
  const consumer = route.from.mesh === undefined || calling === undefined ? undefined : spec.meshes[calling];
  if (consumer === undefined) return;
  for (const { expose: exposeName } of mentionedExposes(route)) {
    const gatewayName = spec.exposes[exposeName]?.gateway;
    const gateway = gatewayName === undefined ? undefined : spec.meshGateways[gatewayName];
    const provider = gateway === undefined ? undefined : spec.meshes[gateway.mesh];
    if (gateway === undefined || provider === undefined) continue;
    if (provider.cluster === consumer.cluster || gateway.address !== undefined) continue;
    if (![provider.cluster, consumer.cluster].every((cluster) => cluster === undefined || cluster in spec.clusters))
      continue;
    yield {
      code: "route.no-address",
      path: `meshGateways.${gatewayName}.address`,
      message: `Route "${name}" calls gateway "${gatewayName}" from ${clusterName(consumer.cluster)}, and the gateway in ${clusterName(provider.cluster)} has no address`,
      hint: "set address to a name or IP that the calling cluster reaches",
    };
  }
}

const clusterName = (cluster: string | undefined): string =>
  cluster === undefined ? "the default cluster" : `cluster "${cluster}"`;

/** A hostname and port lead to one place in a cluster, or in a mesh whose system gives names to its own workloads. */
function* hostnameProblems({ routes, meshes }: Required<FabricSpec>): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const [name, { from, hostname, port = defaultRoutePort }] of Object.entries(routes)) {
    const consumer = from.mesh === undefined ? undefined : meshes[from.mesh];
    if (consumer === undefined || hostname === undefined) continue;
    const isOwnName = consumer.target.kind === MeshTargetKind.Kuma;
    const key = JSON.stringify([consumer.cluster, isOwnName ? from.mesh : undefined, hostname, port]);
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, name);
      continue;
    }
    yield {
      code: "route.hostname-taken",
      path: `routes.${name}.hostname`,
      message: `"${hostname}" port ${port} leads to Route "${owner}" already in ${clusterName(consumer.cluster)}`,
      hint: "give each Route a hostname or port of its own",
    };
  }
}
