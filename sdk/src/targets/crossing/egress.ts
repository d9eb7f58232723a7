import type { CheckedFabric, CheckedMesh, CheckedRoute } from "../../fabric/checked.js";
import { spiffeId } from "../../trust/spiffe-id.js";
import { doorPorts } from "./door-ports.js";
import { groupBy } from "./group-by.js";
import { hashedName } from "./hashed-name.js";
import type { GatewayPlace } from "./place.js";

/** A gateway through which consumers call out: one that was declared, or the mesh's own. */
export interface EgressGateway extends GatewayPlace {
  doors: EgressDoor[];
}

/**
 * The entrance of one set of consumers: they alone may open it, and calls leave under one identity. A door has a
 * Service and container ports of its own, so the network tells consumers apart where no certificate does.
 */
export interface EgressDoor {
  /** `shop-egress`, or `shop-egress-web-checkout-1ab2c3d` for consumers of a namespace: its Service. */
  name: string;
  /** `web.checkout`: its certificate; the gateway's own name where it speaks for itself. */
  identityName: string;
  spiffeId: string;
  /** The mesh whose identity that is: the gateway's, or another one of its management plane. */
  mesh: CheckedMesh;
  from: { namespace: string | undefined; labels: Record<string, string> } | undefined;
  /** By the port that consumers call. */
  ports: { port: number; containerPort: number; routes: CheckedRoute[] }[];
}

/** The name of the egress gateway that a mesh has where its Routes name none. */
export const impliedEgressName = ({ objectName }: Pick<CheckedMesh, "objectName">): string => `${objectName}-egress`;

/** The egress gateways that a Fabric's Routes go through. One that no Route uses is not there. */
export function egressGateways({ routes }: Pick<CheckedFabric, "routes">): EgressGateway[] {
  const groups = groupBy(routes, (route) => JSON.stringify([calledFrom(route).name, route.via?.name]));
  return groups.map((group) => {
    const { via } = group[0];
    const mesh = calledFrom(group[0]);
    const name = via?.objectName ?? impliedEgressName(mesh);
    const gateway = { name, namespace: via?.namespace ?? mesh.namespace, mesh };
    return {
      ...gateway,
      owner: via === undefined ? { kind: "meshes", name: mesh.name } : { kind: "meshGateways", name: via.name },
      declared: via,
      doors: egressDoors(gateway, group),
    };
  });
}

/** The mesh whose egress gateway calls the far end: where a Route goes by another mesh's, that one. */
const calledFrom = ({ mesh, via }: CheckedRoute): CheckedMesh => via?.mesh ?? mesh;

/** Routes with equal keys may use one door. */
const doorKey = (route: CheckedRoute): string => {
  const { namespace, serviceAccount, labels, mesh } = route;
  const foreign = calledFrom(route) === mesh ? [] : [mesh.name];
  return JSON.stringify([namespace, serviceAccount, Object.entries(labels).sort(), ...foreign]);
};

type Gateway = Pick<GatewayPlace, "name" | "namespace" | "mesh">;

function egressDoors(gateway: Gateway, routes: CheckedRoute[]): EgressDoor[] {
  const groups = groupBy(routes, doorKey);
  const names = doorNames(gateway, groups);
  const named = groups.map((group, index) => ({ name: names[index] ?? "", group }));
  const containerPortOf = doorPorts(
    named.flatMap(({ name, group }) => group.map(({ port }) => ({ door: name, port }))),
  );
  return named.map(({ name, group }) => egressDoor(gateway, name, group, containerPortOf));
}

/**
 * Each door's own name. Where two would be one, for whose labels were chosen so, consumers of the one could speak as
 * those of the other.
 */
function doorNames(gateway: Pick<Gateway, "name">, groups: [CheckedRoute, ...CheckedRoute[]][]): string[] {
  const taken = new Set<string>();
  return groups.map(([route]) => {
    let name = doorName(gateway, route, []);
    for (let count = 2; taken.has(name); count += 1) name = doorName(gateway, route, [count]);
    taken.add(name);
    return name;
  });
}

/** The end tells doors apart whose names read the same, `a-b` and `c` or `a` and `b-c`, and those cut to fit. */
function doorName(gateway: Pick<Gateway, "name">, route: CheckedRoute, again: number[]): string {
  const { namespace, serviceAccount } = route;
  if (namespace === undefined && calledFrom(route) === route.mesh) return gateway.name;
  const words = [
    gateway.name,
    namespace ?? route.mesh.objectName,
    ...(serviceAccount === undefined ? [] : [serviceAccount]),
  ].join("-");
  return hashedName(words, [gateway.name, doorKey(route), ...again]);
}

function egressDoor(
  gateway: Gateway,
  name: string,
  routes: [CheckedRoute, ...CheckedRoute[]],
  containerPortOf: (door: string, port: number) => number,
): EgressDoor {
  const { namespace, serviceAccount, labels, mesh } = routes[0];
  const speaksForItself = namespace === undefined || serviceAccount === undefined;
  const foreign = mesh === gateway.mesh ? "" : `${mesh.objectName}.`;
  return {
    name,
    identityName: speaksForItself ? gateway.name : `${foreign}${namespace}.${serviceAccount}`,
    spiffeId: speaksForItself
      ? spiffeId(gateway.mesh.trustDomain, gateway.namespace, gateway.name)
      : spiffeId(mesh.trustDomain, namespace, serviceAccount),
    mesh: speaksForItself ? gateway.mesh : mesh,
    from: namespace === undefined ? undefined : { namespace, labels },
    ports: groupBy(routes, ({ port }) => String(port)).map((group) => ({
      port: group[0].port,
      containerPort: containerPortOf(name, group[0].port),
      routes: group,
    })),
  };
}
