import { leafCertificate } from "../../crossing/authorities.js";
import { consumerNames } from "../../crossing/consumer-names.js";
import type { EgressGateway } from "../../crossing/egress.js";
import { doorLeaf } from "../../crossing/leaves.js";
import type { Emitted } from "../../emitted.js";
import { gatewayTraffic } from "../backend-traffic.js";
import { certificateSecret } from "../certificates.js";
import { gatewayObject } from "../gateway.js";
import { listenerSets } from "../listeners.js";
import { emittedFor, uniqueObjects } from "../../crossing/place.js";
import { plainTraffic } from "../ingress/client-traffic.js";
import { envoyProxy } from "../proxy/envoy-proxy.js";
import { backendObjects, certificatePart } from "./backends.js";
import { doorListeners, doorPolicy, doorServices } from "./doors.js";
import type { DoorRoute } from "./door-route.js";
import { doorRoute, routeUpstreams } from "./routes.js";

/** Takes plain calls of its cluster's consumers and carries them to gateways of other meshes over mutual TLS. */
export function egressGateway(gateway: EgressGateway): Emitted {
  const { doors, ...place } = gateway;
  const listeners = doors.flatMap((door) => doorListeners(place, door));
  const routes = doors.flatMap((door) =>
    door.ports.flatMap((port) => port.routes.map((route): DoorRoute => ({ place, listeners, door, route }))),
  );
  const leaves = [...new Map(doors.map((door) => [door.identityName, doorLeaf(place, door)])).values()];
  const objects = uniqueObjects([
    gatewayObject(place, listeners),
    ...listenerSets(place, listeners),
    envoyProxy(place, { keepsOrder: true }),
    ...(listeners.some(({ protocol }) => protocol === "HTTP")
      ? [plainTraffic(place, listeners), gatewayTraffic(place)]
      : []),
    ...leaves.map((leaf) => certificateSecret(place, certificatePart({ identityName: leaf.name }), leaf)),
    ...doors.flatMap((door) => doorServices(place, door)),
    doorPolicy(place, doors),
    ...routes.flatMap(doorRoute),
    ...routes.flatMap((at) => routeUpstreams(at).flatMap((upstream) => backendObjects(place, upstream))),
  ]);
  return {
    objects: [...objects.map((object) => emittedFor(place, object)), ...consumerNames(gateway)],
    certificates: leaves.map(leafCertificate),
  };
}
