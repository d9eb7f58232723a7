import type { ExposeSpec } from "../../../sdk/src/model/expose.js";
import type { CrossMeshPermissionSpec } from "../../../sdk/src/model/cross-mesh-permission.js";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import type { Listener, MeshGatewaySpec } from "../../../sdk/src/model/mesh-gateway.js";
import type { RouteSpec } from "../../../sdk/src/model/route.js";
import type { MeshTarget } from "../../../sdk/src/model/target.js";
import { type Way, ways, waysByListener } from "./ways.js";

/** Consumers of Kuma 2.14 are services, which call listeners by their names, in the Kuma that has both meshes. */
const isKuma2 = ({ kind, version }: MeshTarget): boolean => kind === "kuma" && version === "2.14";

/** What the Fabric of a target declares. */
export const waysOn = (target: MeshTarget, count: number): Way[] =>
  isKuma2(target) ? waysByListener(count) : ways(count);

/**
 * So many Exposes behind listeners of a hundred each, a permission for each that lets one service account make `GET`
 * requests below one path, and a Route to each under a hostname of its own; client and server on one target, each in
 * its own cluster. No gateway has more than a thousand. On Kuma 2.14 a listener for each Expose, a service as caller,
 * and one cluster.
 */
export function manyRoutes(target: MeshTarget, count: number): FabricSpec {
  const all = waysOn(target, count);
  const inOne = isKuma2(target);
  const domain = inOne ? "" : ".acme.internal";
  return {
    clusters: { east: {}, ...(!inOne && { west: {} }) },
    meshes: {
      shop: { trustDomain: `shop${domain}`, target, cluster: "east", namespace: "shop-ways" },
      payments: {
        trustDomain: `payments${domain}`,
        target,
        cluster: inOne ? "east" : "west",
        namespace: "payments-ways",
      },
    },
    meshGateways: { ...ingress(all), ...(!inOne && egress(all)) },
    exposes: Object.fromEntries(all.map((way) => [way.service, expose(way)])),
    crossMeshPermissions: Object.fromEntries(all.map((way) => [way.service, permission(way, inOne)])),
    routes: Object.fromEntries(all.map((way) => [way.service, inOne ? namedRoute(way) : route(way)])),
  };
}

function ingress(all: Way[]): Record<string, MeshGatewaySpec> {
  const listeners = new Map<string, Record<string, Listener>>();
  for (const { gateway, listener, serverName } of all) {
    const own = listeners.get(gateway) ?? {};
    listeners.set(gateway, own);
    own[listener] = { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: serverName };
  }
  return Object.fromEntries(
    [...listeners].map(([name, own]) => [
      name,
      { mesh: "payments", address: { host: `${name}.example` }, listeners: own },
    ]),
  );
}

const egress = (all: Way[]): Record<string, MeshGatewaySpec> =>
  Object.fromEntries(all.map(({ exit }) => [exit, { mesh: "shop", role: "egress" }]));

const expose = ({ gateway, listener, service, path }: Way): ExposeSpec => ({
  gateway,
  listener,
  path: { prefix: path },
  service: { name: service, namespace: "pay", port: 8080 },
});

const permission = (
  { gateway, listener, service, path, caller }: Way,
  callsAsService: boolean,
): CrossMeshPermissionSpec => ({
  gateway,
  listener,
  expose: service,
  from: [{ mesh: "shop", namespace: "web", ...(callsAsService ? { service: caller } : { serviceAccount: caller }) }],
  http: [{ method: "GET", path: { prefix: path } }],
});

const route = ({ service, hostname, caller, exit }: Way): RouteSpec => ({
  from: { mesh: "shop", namespace: "web", serviceAccount: caller },
  to: { expose: service },
  hostname,
  via: exit,
});

/** Kuma gives the listener's name to all of the mesh. */
const namedRoute = ({ service, hostname }: Way): RouteSpec => ({
  from: { mesh: "shop" },
  to: { expose: service },
  hostname,
  port: 8443,
});
