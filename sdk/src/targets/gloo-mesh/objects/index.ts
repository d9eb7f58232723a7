import type { CheckedGateway } from "../../../fabric/checked.js";
import { leafCertificate, leafName } from "../../crossing/authorities.js";
import type { Emitted, EmittedCertificate, EmittedObject } from "../../emitted.js";
import { defaultDeny } from "../../istio/authorization.js";
import { emittedFor, type GatewayPlace, ingressPlace } from "../../crossing/place.js";
import { ingressLeaf } from "../../crossing/leaves.js";
import { gatewayPods } from "../../istio/pod/index.js";
import { type GatewayPort } from "../../istio/pod/ports.js";
import { containerPortOf } from "../../crossing/container-ports.js";
import type { Exit, Passage } from "../passages.js";
import type { Plane } from "../plane.js";
import { eastWestAccess, egressAccess } from "./access.js";
import { credentials, identityLeaf } from "./credentials.js";
import { consumerRules, gatewayRules, originationRule } from "./destination-rules.js";
import { externalService } from "./external-service.js";
import { ingressObjects } from "./ingress.js";
import { gatewayPort, passthroughPort } from "./ports.js";
import { exitPolicies } from "./route-policies.js";
import { egressToEgress, egressToExternal, meshToEgress } from "./route-table.js";
import { managementNamespaces, peerAuthentication, rootTrustPolicy } from "./trust.js";
import { consumersDestination, egressDestination } from "./virtual-destination.js";
import { eastWestGateway, egressGateway } from "./virtual-gateway.js";
import { workspaces } from "./workspaces.js";

/** All that a management plane is told, and what the clusters of its meshes get. */
export function planeObjects(plane: Plane): Emitted {
  const objects = [
    ...managementNamespaces(plane),
    rootTrustPolicy(plane),
    ...workspaces(plane),
    ...plane.meshes.map(peerAuthentication),
    ...plane.exits.flatMap((exit) => exitObjects(exit, plane)),
    ...plane.eastWest.flatMap((gateway) => eastWestObjects(gateway, plane)),
    ...plane.ingress.flatMap((gateway) => ingressObjects(gateway, plane)),
  ];
  return { objects: onlyOnce(objects), certificates: certificatesOf(plane) };
}

function exitObjects(exit: Exit, plane: Plane): EmittedObject[] {
  const { gateway, passages } = exit;
  return [
    ...pods(gateway, [gatewayPort]),
    egressGateway(exit, plane),
    ...egressAccess(exit, plane),
    ...exitPolicies(exit, plane),
    ...passages.flatMap((passage) => passageObjects(passage, plane)),
  ];
}

const passageObjects = (passage: Passage, plane: Plane): EmittedObject[] => [
  ...passage.outlets.flatMap((outlet) => externalService(passage, outlet, plane)),
  consumersDestination(passage, plane),
  egressDestination(passage, plane),
  meshToEgress(passage, plane),
  ...(passage.eastWest === undefined ? [] : [egressToEgress(passage, passage.eastWest, plane)]),
  egressToExternal(passage, plane),
  ...consumerRules(passage),
  ...gatewayRules(passage),
  ...passage.outlets.map((outlet) => originationRule(passage, outlet)),
  ...credentials(passage),
];

function eastWestObjects(gateway: CheckedGateway, plane: Plane): EmittedObject[] {
  const passages = plane.exits.flatMap((exit) => exit.passages.filter(({ eastWest }) => eastWest === gateway));
  const place = ingressPlace(gateway);
  return [
    ...pods(place, [gatewayPort, passthroughPort]),
    ...(passages.length === 0
      ? [emittedFor(place, defaultDeny(place))]
      : [eastWestGateway(gateway, passages, plane), ...eastWestAccess(gateway, passages, plane)]),
  ];
}

const pods = (place: GatewayPlace, ports: number[]): EmittedObject[] =>
  gatewayPods(place, ports.map(meshPort), { keepsSources: false, tellsCallers: false }).map((object) =>
    emittedFor(place, object),
  );

/** A port that proxies of the plane call, over their own mutual TLS. */
const meshPort = (port: number): GatewayPort => ({
  port,
  protocol: "tls",
  containerPort: containerPortOf(port),
  nodePort: undefined,
});

/** Passages share credentials, also those of two egress gateways in one namespace. */
const onlyOnce = (objects: EmittedObject[]): EmittedObject[] => {
  const once = new Map<string, EmittedObject>();
  for (const emitted of objects) {
    const { apiVersion, kind, metadata } = emitted.object;
    const place = JSON.stringify([emitted.cluster, apiVersion, kind, metadata.namespace, metadata.name]);
    if (!once.has(place)) once.set(place, emitted);
  }
  return [...once.values()];
};

function certificatesOf({ exits, ingress }: Plane): EmittedCertificate[] {
  const passages = exits.flatMap((exit) => exit.passages.filter(showsIdentity));
  const leaves = [
    ...passages.map(identityLeaf),
    ...ingress.map((gateway) => ({ ...ingressLeaf(gateway), id: "leaf" })),
  ];
  return [...new Map(leaves.map((leaf) => [leafName(leaf), leafCertificate(leaf)])).values()];
}

const showsIdentity = ({ outlets }: Passage): boolean => outlets.some(({ far }) => far.shows.identity);
