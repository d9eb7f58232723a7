import type { CheckedRoute } from "../../../fabric/checked.js";
import type { EgressDoor } from "../../crossing/egress.js";
import { consumerService } from "../../crossing/consumer-names.js";
import { groupBy } from "../../crossing/group-by.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import type { KubeObject } from "../../emitted.js";
import { networking } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";

/** An egress gateway with its doors. */
export interface Exit {
  place: GatewayPlace;
  doors: EgressDoor[];
}

/** The gateway's Service, as consumers' proxies know it. */
export const exitHost = ({ name, namespace, mesh }: GatewayPlace): string =>
  `${name}.${namespace}.svc.${mesh.cluster.domain}`;

/** The server name by which consumers' proxies come to a door. */
const doorHost = ({ namespace, mesh }: GatewayPlace, { name }: EgressDoor): string =>
  `${name}.${namespace}.svc.${mesh.cluster.domain}`;

/** A Route's hostname, written in the one way that proxies know it by. */
export const calledHost = ({ mesh }: GatewayPlace, { hostname }: Pick<CheckedRoute, "hostname">): string =>
  consumerService(hostname) === undefined ? hostname : `${hostname}.svc.${mesh.cluster.domain}`;

/** The doors of an egress gateway: a server for each port of each, over the mesh's own mutual TLS. */
export const exitGateway = ({ place, doors }: Exit): KubeObject => ({
  apiVersion: networking,
  kind: "Gateway",
  metadata: metadataOf(place),
  spec: {
    selector: gatewaySelector(place.name),
    servers: doors.flatMap((door) =>
      door.ports.map(({ containerPort, routes }) => ({
        port: { number: containerPort, name: `https-${containerPort}`, protocol: "HTTPS" },
        hosts: [doorHost(place, door), ...new Set(routes.map((route) => calledHost(place, route)))],
        tls: { mode: "ISTIO_MUTUAL" },
      })),
    ),
  },
});

/** How consumers' proxies come to the doors: whatever protocol was called, over the mesh's own mutual TLS. */
export const exitRule = ({ place, doors }: Exit): KubeObject => ({
  apiVersion: networking,
  kind: "DestinationRule",
  metadata: metadataOf(place),
  spec: {
    host: exitHost(place),
    trafficPolicy: {
      portLevelSettings: doors.flatMap((door) =>
        door.ports.map(({ containerPort: number }) => ({
          port: { number },
          connectionPool: { http: { useClientProtocol: true } },
          tls: { mode: "ISTIO_MUTUAL", sni: doorHost(place, door) },
        })),
      ),
    },
  },
});

/** What consumers of a door call, and on which ports. */
export interface CalledName {
  door: EgressDoor;
  hostname: string;
  ports: { port: number; containerPort: number; route: CheckedRoute }[];
}

/** Each hostname that leads to a door, once. */
export const calledNames = (door: EgressDoor): CalledName[] =>
  groupBy(
    door.ports.flatMap(({ port, containerPort, routes }) => routes.map((route) => ({ port, containerPort, route }))),
    ({ route }) => route.hostname,
  ).map((ports) => ({ door, hostname: ports[0].route.hostname, ports }));
