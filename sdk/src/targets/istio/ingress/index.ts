import type { CheckedGateway } from "../../../fabric/checked.js";
import { leafCertificate } from "../../crossing/authorities.js";
import type { Emitted } from "../../emitted.js";
import { emittedFor, ingressPlace, uniqueObjects } from "../../crossing/place.js";
import { backendRules, strictBackends } from "./backends.js";
import { gateway } from "./gateway.js";
import { ingressLeaf } from "../../crossing/leaves.js";
import { guardedPods } from "./guarded-pods.js";
import { virtualService } from "./virtual-service.js";

/** Takes calls of other meshes and passes what is permitted to services of its own, of which some have a rule by name. */
export function ingressGateway(declared: CheckedGateway, namedServices: Set<string>): Emitted {
  const { listeners } = declared;
  const place = ingressPlace(declared);
  const exposes = listeners.flatMap((listener) => listener.exposes);
  const objects = [
    ...guardedPods(declared),
    gateway(place, listeners),
    ...listeners
      .filter((listener) => listener.exposes.length > 0)
      .map((listener) => virtualService(place, listener, listeners)),
    ...backendRules(place, exposes, namedServices),
    ...strictBackends(place, exposes),
  ];
  return {
    objects: uniqueObjects(objects).map((object) => emittedFor(place, object)),
    certificates: [leafCertificate(ingressLeaf(declared))],
  };
}
