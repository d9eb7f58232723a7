import type { CheckedGateway } from "../../../fabric/checked.js";
import type { EmittedObject } from "../../emitted.js";
import { strictBackends } from "../../istio/ingress/backends.js";
import { guardedPods } from "../../istio/ingress/guarded-pods.js";
import { emittedFor, ingressPlace, uniqueObjects } from "../../crossing/place.js";
import type { Plane } from "../plane.js";
import { passingPolicy, policyObjects } from "./route-policies.js";
import { ingressRoutes } from "./route-table.js";
import { ingressGateway } from "./virtual-gateway.js";

/**
 * A gateway that other meshes call. Gloo Mesh is told where calls go; who may call is a matter of Istio in the gateway's
 * cluster, since callers of other meshes are not of the management plane, and no AccessPolicy could name them.
 */
export function ingressObjects(gateway: CheckedGateway, plane: Plane): EmittedObject[] {
  const { listeners } = gateway;
  const place = ingressPlace(gateway);
  const exposing = listeners.filter(({ exposes }) => exposes.length > 0);
  const own = [
    ...guardedPods(gateway),
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
