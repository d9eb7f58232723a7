import type { CheckedForward, CheckedGateway, CheckedMesh, CheckedRoute } from "../../fabric/checked.js";
import { type EgressDoor, type EgressGateway } from "../crossing/egress.js";
import { type FarEnd, farEnd } from "../crossing/far-end.js";
import { groupBy } from "../crossing/group-by.js";
import { hashedName, innerHost } from "./names.js";

/** An egress gateway, and what leaves by it. */
export interface Exit {
  gateway: EgressGateway;
  /** The gateway through which calls of other clusters come to it. */
  eastWest: CheckedGateway | undefined;
  passages: Passage[];
}

/** A hostname that consumers of a plane call, and the way that its calls take. */
export interface Passage {
  /** Names its objects. */
  name: string;
  gateway: EgressGateway;
  /** Undefined where all its consumers are in the egress gateway's cluster. */
  eastWest: CheckedGateway | undefined;
  hostname: string;
  port: number;
  /** The Routes that share the hostname; they lead alike, so that the first speaks for all. */
  routes: [CheckedRoute, ...CheckedRoute[]];
  /** Under which its calls leave. */
  identity: Pick<EgressDoor, "identityName" | "spiffeId" | "mesh">;
  /** The name of the egress gateway for this hostname alone: a DestinationRule has one server name for each name. */
  innerHost: string;
  outlets: Outlet[];
}

/** A far end as an ExternalService; those that are called alike are one, by name. */
export interface Outlet {
  name: string;
  host: string;
  far: FarEnd;
}

/** The Routes of an egress gateway by the hostname that they share. */
export function exitOf(gateway: EgressGateway, eastWest: CheckedGateway[]): Exit {
  const doors = gateway.doors.flatMap((door) =>
    door.ports.flatMap(({ routes }) => routes.map((route) => ({ door, route }))),
  );
  const between = eastWest.find(({ mesh }) => mesh === gateway.mesh);
  const passages = groupBy(doors, ({ route }) => route.hostname).map((group): Passage => {
    const [{ door, route }, ...others] = group;
    const { hostname, port } = route;
    const name = hashedName(hostname, [gateway.name, gateway.namespace, gateway.mesh.name, hostname]);
    const isForeign = group.some((one) => isFromElsewhere(one.route, gateway));
    return {
      name,
      gateway,
      eastWest: isForeign ? between : undefined,
      hostname,
      port,
      routes: [route, ...others.map((one) => one.route)],
      identity: door,
      innerHost: innerHost(`${name}-egress`, gateway.namespace),
      outlets: outletsOf(route, gateway, door.identityName),
    };
  });
  return { gateway, eastWest: passages.find((passage) => passage.eastWest)?.eastWest, passages };
}

/** Whether a Route's consumers are in another cluster than the gateway that they call through. */
export const isFromElsewhere = ({ mesh }: CheckedRoute, gateway: { mesh: CheckedMesh }): boolean =>
  mesh.cluster.name !== gateway.mesh.cluster.name;

/** The far ends to which a rule leads, as the egress gateway sees them. */
export const farEnds = ({ destinations }: CheckedForward, from: CheckedMesh): FarEnd[] =>
  destinations.map((destination) => farEnd(destination, from));

/** Passages whose calls leave alike share their outlets: to one name of one gateway, under one identity and limits. */
function outletsOf(
  route: CheckedRoute,
  { name: exit, mesh, namespace }: EgressGateway,
  identityName: string,
): Outlet[] {
  const { rules, outlierDetection = null, limits = null } = route;
  const ends = rules.flatMap(({ forward }) => (forward === undefined ? [] : farEnds(forward, mesh)));
  const once = new Map(ends.map((far) => [far.key, far]));
  return [...once.values()].map((far) => {
    const { peer, endpoints, serverName = null, protocol, shows } = far;
    const shown = shows.identity ? identityName : null;
    const key = [exit, namespace, mesh.name, peer, endpoints, serverName, protocol, shown, outlierDetection, limits];
    const name = hashedName(peer.replace("external.", ""), key);
    return { name, host: innerHost(name, namespace), far };
  });
}

/** Where an ExternalService of a passage stands for a far end. */
export function outletFor({ outlets }: Passage, far: FarEnd): Outlet {
  const outlet = outlets.find((one) => one.far.key === far.key);
  if (outlet === undefined) throw new Error(`no outlet leads to "${far.key}"`);
  return outlet;
}
