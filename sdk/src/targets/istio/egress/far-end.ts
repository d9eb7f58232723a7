import { isAddress } from "../../../model/address.js";
import type { CheckedRoute } from "../../../fabric/checked.js";
import { ServiceProtocol } from "../../../model/choices.js";
import type { EgressDoor } from "../../crossing/egress.js";
import type { FarEnd } from "../../crossing/far-end.js";
import { groupBy } from "../../crossing/group-by.js";
import { innerDomain } from "../../crossing/inner-names.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { networking } from "../api.js";
import { hashedLabel } from "../../crossing/hashed-name.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { speaksHttp2, trafficPolicy } from "../requests/traffic-policy.js";
import { credentialOf } from "./credentials.js";

/** A far end as a Route calls it through a door: by the door's identity, as the Route says. */
export interface Call {
  door: EgressDoor;
  route: CheckedRoute;
  end: FarEnd;
}

/** The label of a far end: one for all that are called at the same place under the same name. */
const farLabel = ({ peer, endpoints, serverName, protocol }: FarEnd): string =>
  hashedLabel(peer, [
    peer,
    endpoints,
    serverName ?? null,
    speaksHttp2(protocol),
    protocol === ServiceProtocol.WebSocket,
  ]);

/**
 * The name of a far end to the egress gateway alone. Not its hostname: several may have the same, and so may what
 * consumers call.
 */
export const farHost = (end: FarEnd): string => `${farLabel(end)}.${innerDomain}`;

/** Calls by one identity under the same limits share a subset. */
export const farSubset = ({ door, route: { limits, outlierDetection }, end }: Call): string => {
  const shown = end.shows.identity ? door.identityName : "nobody";
  return hashedLabel(shown, [shown, limits ?? null, outlierDetection ?? null]);
};

export const farPort = ({ endpoints }: FarEnd): number => endpoints[0]?.port ?? 443;

/** What an egress gateway knows of the far ends of its Routes, and how it calls them. */
export const farEnds = (place: GatewayPlace, calls: Call[]): KubeObject[] =>
  groupBy(calls, ({ end }) => farHost(end)).flatMap((group) => [
    serviceEntry(place, group[0].end),
    destinationRule(place, group),
  ]);

function serviceEntry(place: GatewayPlace, end: FarEnd): KubeObject {
  const isHttp2 = speaksHttp2(end.protocol);
  const port = { number: farPort(end), name: isHttp2 ? "http2" : "http", protocol: isHttp2 ? "HTTP2" : "HTTP" };
  return {
    apiVersion: networking,
    kind: "ServiceEntry",
    metadata: metadataOf(place, farLabel(end)),
    spec: {
      hosts: [farHost(end)],
      location: "MESH_EXTERNAL",
      resolution: end.endpoints.every(({ host }) => isAddress(host)) ? "STATIC" : "DNS",
      ports: [port],
      endpoints: end.endpoints.map((endpoint) => ({
        address: endpoint.host,
        ports: { [port.name]: endpoint.port },
      })),
      exportTo: ["."],
    },
  };
}

/** How the gateway's pods, and no others, call a far end: each identity by its own certificate. */
const destinationRule = (place: GatewayPlace, calls: [Call, ...Call[]]): KubeObject => ({
  apiVersion: networking,
  kind: "DestinationRule",
  metadata: metadataOf(place, farLabel(calls[0].end)),
  spec: {
    host: farHost(calls[0].end),
    exportTo: ["."],
    workloadSelector: { matchLabels: gatewaySelector(place.name) },
    subsets: groupBy(calls, farSubset).map(([call]) => ({
      name: farSubset(call),
      trafficPolicy: trafficPolicy({
        tls: callTls(place, call),
        protocol: call.end.protocol,
        limits: call.route.limits,
        outlierDetection: call.route.outlierDetection,
      }),
    })),
  },
});

/** The far end is believed under its own name only. Without a credential the proxy's public authorities vouch for it. */
function callTls(place: GatewayPlace, { door, end }: Call): Tree {
  const { believes, serverName = "" } = end;
  return {
    mode: end.shows.identity ? "MUTUAL" : "SIMPLE",
    credentialName: credentialOf(place, { door, end })?.name,
    sni: serverName,
    subjectAltNames: [believes.kind === "server" ? serverName : believes.spiffeId],
  };
}
