import type { CheckedFabric, CheckedGateway } from "../../../fabric/checked.js";
import { readsRequests } from "../../../fabric/expose-problems.js";
import { exposeCrossings } from "../../../reach/crossings.js";
import { type Leaf, leafCertificate } from "../../crossing/authorities.js";
import { crlBundle, rootBundle } from "../../crossing/bundle.js";
import { ingressLeaf } from "../../crossing/leaves.js";
import type { Emitted, KubeObject } from "../../emitted.js";
import { isEnvoyGateway } from "../api.js";
import { defaultDeny, openListener, routePolicy } from "../authorization/policies.js";
import { authorizationRules } from "../authorization/rules.js";
import { backendTraffic, gatewayTraffic } from "../backend-traffic.js";
import { authorities, certificateSecret } from "../certificates.js";
import { gatewayObject } from "../gateway.js";
import { type ListenerEntry, listenerSets } from "../listeners.js";
import { emittedFor, type GatewayPlace, ingressPlace, metadataOf } from "../../crossing/place.js";
import { envoyProxy } from "../proxy/envoy-proxy.js";
import { frontService } from "../proxy/front-service.js";
import { clientTraffic } from "./client-traffic.js";
import { frontendTls } from "./frontend-tls.js";
import { entryName, listenerEntry } from "./listener-entries.js";
import { referenceGrants } from "./reference-grants.js";
import { exposePart, trustName, trustPart } from "./names.js";
import { exposeRoute, exposeTarget, rootRewrite } from "./routes.js";
import { hasBackend, serviceBackend } from "./service-backend.js";

const certificatePart = "certificate";

/** A permission that is taken away reaches open streams at the latest by then. */
const longestStream = "1h";

/** A gateway that takes calls of other meshes and of outsiders, and passes what is permitted to services of its mesh. */
export function ingressGateway(gateway: CheckedGateway, fabric: CheckedFabric): Emitted {
  const { mesh, listeners } = gateway;
  const place = ingressPlace(gateway);
  const leaf = ingressLeaf(gateway);
  const certificate = metadataOf(place, certificatePart).name;
  const entries = listeners.map((listener) => listenerEntry(listener, certificate));
  const trust = trustName(place);
  const isCalled = listeners.some(({ crossMesh }) => crossMesh);
  const denial = isEnvoyGateway(mesh.target) ? [defaultDeny(place, entries)] : [];
  const objects: KubeObject[] = [
    gatewayObject(place, entries, frontendTls(listeners, trust)),
    ...listenerSets(place, entries),
    ...(isCalled ? trustObjects(place, leaf, fabric) : []),
    frontService(
      place,
      listeners.map(({ port }) => port),
    ),
    ...referenceGrants(
      place,
      listeners.filter((listener) => hasRoutes(place, listener.crossMesh)),
    ),
    ...denial,
    ...(isEnvoyGateway(mesh.target) ? policies(place, entries, gateway, fabric) : []),
  ];
  return {
    objects: [
      ...objects.map((object) => emittedFor(place, object)),
      // a Route without any policy would let in whoever is believed
      ...routes(place, entries, gateway).map((route) => ({ ...emittedFor(place, route), after: denial })),
    ],
    certificates: isCalled ? [leafCertificate(leaf)] : [],
  };
}

/** What the Gateway shows to other meshes, and whom it believes: every mesh, so that strangers are known and refused. */
const trustObjects = (place: GatewayPlace, leaf: Leaf, { meshes }: CheckedFabric): KubeObject[] => [
  certificateSecret(place, certificatePart, leaf),
  authorities(place, trustPart, rootBundle(place.mesh, meshes), crlBundle(place.mesh, meshes)),
];

/** Gateway API by itself lets in whoever is believed, so that no Route leads on from where only some callers may. */
const hasRoutes = ({ mesh }: GatewayPlace, crossMesh: boolean): boolean => !crossMesh || isEnvoyGateway(mesh.target);

const routes = (place: GatewayPlace, entries: ListenerEntry[], { listeners }: CheckedGateway): KubeObject[] =>
  listeners
    .filter(({ crossMesh }) => hasRoutes(place, crossMesh))
    .flatMap((listener) => listener.exposes.map((expose) => exposeRoute(place, entries, listener, expose)));

/** What only Envoy Gateway can say. */
function policies(
  place: GatewayPlace,
  entries: ListenerEntry[],
  gateway: CheckedGateway,
  { meshes }: CheckedFabric,
): KubeObject[] {
  const { listeners, mesh } = gateway;
  return [
    envoyProxy(place, { keepsOrder: false }),
    ...clientTraffic(place, entries, listeners, { hasCrls: crlBundle(mesh, meshes) !== undefined }),
    ...(listeners.some(readsRequests) ? [gatewayTraffic(place)] : []),
    ...listeners.flatMap((listener) => [
      ...(listener.crossMesh ? [] : [openListener(place, entries, entryName(listener), listener)]),
      ...listener.exposes.flatMap((expose) => [
        ...(hasBackend(expose) ? [serviceBackend(place, expose)] : []),
        ...rootRewrite(place, expose),
        ...(listener.crossMesh
          ? [
              routePolicy(
                place,
                exposeTarget(place, listener, expose),
                exposePart(expose),
                authorizationRules(exposeCrossings(gateway, listener, expose)),
              ),
            ]
          : []),
        ...backendTraffic(place, exposePart(expose), [exposeTarget(place, listener, expose)], {
          ...expose,
          protocol: readsRequests(listener) ? expose.service.protocol : undefined,
          longestStream,
        }),
      ]),
    ]),
  ];
}
