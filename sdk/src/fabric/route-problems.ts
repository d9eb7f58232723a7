import type { FabricSpec } from "../model/fabric.js";
import { GatewayRole } from "../model/mesh-gateway.js";
import type { Problem } from "../model/problem.js";
import type { RouteSpec } from "../model/route.js";

/** The port that consumers call where a Route names none. */
export const defaultRoutePort = 80;

/** A Route from a mesh leads to an offer of a mesh, by a way that exists, under a name that is its own. */
export function* routeProblems(spec: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, route] of Object.entries(spec.routes)) {
    yield* sideProblems(name, route, spec);
    yield* viaProblems(name, route, spec);
    yield* addressProblems(name, route, spec);
  }
  yield* hostnameProblems(spec);
}

const exposeNames = ({ to, failover = [] }: RouteSpec): string[] => [
  ...(to.expose === undefined ? [] : [to.expose]),
  ...(to.weighted ?? []).map(({ expose }) => expose),
  ...failover,
];

function* sideProblems(name: string, route: RouteSpec, { exposes }: Required<FabricSpec>): Iterable<Problem> {
  const side = route.from.mesh === undefined ? "vpc" : "gateway";
  for (const exposeName of exposeNames(route)) {
    const expose = exposes[exposeName];
    if (expose === undefined || expose[side] !== undefined) continue;
    yield {
      code: "route.other-side",
      path: `routes.${name}.to`,
      message: `Expose "${exposeName}" is an offer of a ${side === "vpc" ? "mesh" : "VPC"}, and this Route comes from a ${side === "vpc" ? "VPC" : "mesh"}`,
      hint: `lead it to an Expose of a ${side === "vpc" ? "VPC" : "mesh"}`,
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
  { meshGateways }: Required<FabricSpec>,
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
  if (gateway.mesh !== from.mesh) {
    yield {
      code: "route.via-mesh",
      path,
      message: `gateway "${via}" belongs to mesh "${gateway.mesh}", and the Route comes from mesh "${from.mesh}"`,
      hint: `use an egress gateway of mesh "${from.mesh}"`,
    };
  }
}

/** A gateway that another cluster calls says where it is reached from there. */
function* addressProblems(name: string, route: RouteSpec, spec: Required<FabricSpec>): Iterable<Problem> {
  const consumer = route.from.mesh === undefined ? undefined : spec.meshes[route.from.mesh];
  if (consumer === undefined) return;
  for (const exposeName of exposeNames(route)) {
    const gatewayName = spec.exposes[exposeName]?.gateway;
    const gateway = gatewayName === undefined ? undefined : spec.meshGateways[gatewayName];
    const provider = gateway === undefined ? undefined : spec.meshes[gateway.mesh];
    if (gateway === undefined || provider === undefined) continue;
    if (provider.cluster === consumer.cluster || gateway.address !== undefined) continue;
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

/** A hostname and port lead to one place in a cluster. */
function* hostnameProblems({ routes, meshes }: Required<FabricSpec>): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const [name, { from, hostname, port = defaultRoutePort }] of Object.entries(routes)) {
    if (from.mesh === undefined || hostname === undefined) continue;
    const key = JSON.stringify([meshes[from.mesh]?.cluster, hostname, port]);
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, name);
      continue;
    }
    yield {
      code: "route.hostname-taken",
      path: `routes.${name}.hostname`,
      message: `"${hostname}" port ${port} leads to Route "${owner}" already in ${clusterName(meshes[from.mesh]?.cluster)}`,
      hint: "give each Route a hostname or port of its own",
    };
  }
}
