import type { CheckedGateway, CheckedMesh } from "../../../fabric/checked.js";
import type { Leaf } from "../../crossing/authorities.js";
import { gatewayIdentity, nodePortOf } from "../../crossing/gateway.js";
import type { EmittedObject } from "../../emitted.js";
import { believing, credentialSecret } from "../../istio/credentials.js";
import { ingressPolicies } from "../../istio/ingress/authorization.js";
import { strictBackends } from "../../istio/ingress/backends.js";
import { envoyFilter } from "../../istio/ingress/envoy-filter.js";
import { credentialPart } from "../../istio/ingress/names.js";
import { emittedFor, ingressPlace, metadataOf, uniqueObjects } from "../../crossing/place.js";
import { gatewayPods } from "../../istio/pod/index.js";
import { type GatewayPort } from "../../istio/pod/ports.js";
import { containerPortOf } from "../../crossing/container-ports.js";
import type { Plane } from "../plane.js";
import { passingPolicy, policyObjects } from "./route-policies.js";
import { ingressRoutes } from "./route-table.js";
import { ingressGateway } from "./virtual-gateway.js";

/**
 * A gateway that other meshes call. Gloo Mesh is told where calls go; who may call is a matter of Istio in the gateway's
 * cluster, since callers of other meshes are not of the management plane, and no AccessPolicy could name them.
 */
export function ingressObjects(gateway: CheckedGateway, plane: Plane): EmittedObject[] {
  const { listeners, mesh } = gateway;
  const place = ingressPlace(gateway);
  const exposing = listeners.filter(({ exposes }) => exposes.length > 0);
  const own = [
    credentialSecret(metadataOf(place, credentialPart), {
      leaf: ingressLeaf(gateway),
      believes: believing(mesh, [mesh, ...callersOf(gateway)]),
    }),
    ...ingressPolicies(place, listeners),
    envoyFilter(place, listeners),
    ...gatewayPods(place, ports(gateway), { keepsSources: false, tellsCallers: true }),
    ...strictBackends(
      place,
      listeners.flatMap(({ exposes }) => exposes),
    ),
  ];
  return [
    ...uniqueObjects(own).map((object) => emittedFor(place, object)),
    ingressGateway(gateway, plane),
    ...exposing.map((listener) => ingressRoutes(gateway, listener, plane)),
    ...(exposing.length === 0 ? [] : policyObjects(passingPolicy(place), place, plane)),
  ];
}

/** The certificate of an ingress gateway, for all its hostnames. */
export const ingressLeaf = (gateway: CheckedGateway): Leaf => {
  const { name, mesh, namespace, objectName, listeners } = gateway;
  return {
    owner: { kind: "meshGateways", name },
    id: "leaf",
    mesh,
    namespace,
    gateway: objectName,
    name: objectName,
    spiffeId: gatewayIdentity(gateway),
    dnsNames: [...new Set(listeners.flatMap(({ hostname }) => hostname ?? []))].sort(),
  };
};

/** Meshes that some permission speaks of: nobody else's certificate gets as far as a policy. */
const callersOf = ({ listeners }: CheckedGateway): CheckedMesh[] =>
  listeners.flatMap(({ permissions }) => permissions.flatMap(({ callers }) => callers.map(({ mesh }) => mesh)));

const ports = (gateway: CheckedGateway): GatewayPort[] =>
  [...new Set(gateway.listeners.map(({ port }) => port))].map((port) => ({
    port,
    protocol: "tls",
    containerPort: containerPortOf(port),
    nodePort: nodePortOf(gateway, port),
  }));
