import type { CheckedGateway, CheckedMesh } from "../../../fabric/checked.js";
import { type Leaf, leafCertificate } from "../../crossing/authorities.js";
import { gatewayIdentity, nodePortOf } from "../../crossing/gateway.js";
import type { Emitted } from "../../emitted.js";
import { believing, credentialSecret } from "../credentials.js";
import { emittedFor, type GatewayPlace, ingressPlace, metadataOf, uniqueObjects } from "../../crossing/place.js";
import { gatewayPods } from "../pod/index.js";
import { type GatewayPort } from "../pod/ports.js";
import { containerPortOf } from "../../crossing/container-ports.js";
import { ListenerProtocol } from "../../../model/choices.js";
import { ingressPolicies } from "./authorization.js";
import { backendRules, strictBackends } from "./backends.js";
import { envoyFilter } from "./envoy-filter.js";
import { gateway } from "./gateway.js";
import { credentialPart } from "./names.js";
import { virtualService } from "./virtual-service.js";

/** Takes calls of other meshes and passes what is permitted to services of its own, of which some have a rule by name. */
export function ingressGateway(declared: CheckedGateway, namedServices: Set<string>): Emitted {
  const { listeners } = declared;
  const place = ingressPlace(declared);
  const exposes = listeners.flatMap((listener) => listener.exposes);
  const leaf = ingressLeaf(place, declared);
  const keepsSources = listeners.some(({ sourceRanges }) => sourceRanges !== undefined);
  const objects = [
    credentialSecret(metadataOf(place, credentialPart), {
      leaf,
      believes: believing(declared.mesh, [declared.mesh, ...callers(declared)]),
    }),
    ...ingressPolicies(place, listeners),
    envoyFilter(place, listeners),
    ...gatewayPods(place, servicePorts(declared), { keepsSources, tellsCallers: true }),
    gateway(place, listeners),
    ...listeners
      .filter((listener) => listener.exposes.length > 0)
      .map((listener) => virtualService(place, listener, listeners)),
    ...backendRules(place, exposes, namedServices),
    ...strictBackends(place, exposes),
  ];
  return {
    objects: uniqueObjects(objects).map((object) => emittedFor(place, object)),
    certificates: [leafCertificate(leaf)],
  };
}

/** Only the roots of meshes that a permission names are believed, and the gateway's own, so that there is always one. */
const callers = ({ listeners }: CheckedGateway): CheckedMesh[] =>
  listeners.flatMap(({ permissions }) =>
    permissions.flatMap((permission) => permission.callers.map(({ mesh }) => mesh)),
  );

const ingressLeaf = ({ owner, name, namespace, mesh }: GatewayPlace, declared: CheckedGateway): Leaf => ({
  owner,
  id: "certificate",
  mesh,
  namespace,
  gateway: name,
  name,
  spiffeId: gatewayIdentity(declared),
  dnsNames: [
    ...new Set(declared.listeners.flatMap(({ crossMesh, hostname }) => (crossMesh ? (hostname ?? []) : []))),
  ].sort(),
});

const servicePorts = (declared: CheckedGateway): GatewayPort[] => [
  ...new Map(
    declared.listeners.map(({ port, protocol }): [number, GatewayPort] => [
      port,
      {
        port,
        protocol: protocol === ListenerProtocol.HTTP ? "http" : "tls",
        containerPort: containerPortOf(port),
        nodePort: nodePortOf(declared, port),
      },
    ]),
  ).values(),
];
