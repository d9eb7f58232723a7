import type { CheckedGateway, CheckedMesh } from "../../../fabric/checked.js";
import { ListenerProtocol } from "../../../model/choices.js";
import { containerPortOf } from "../../crossing/container-ports.js";
import { nodePortOf } from "../../crossing/gateway.js";
import { ingressLeaf } from "../../crossing/leaves.js";
import { ingressPlace, metadataOf } from "../../crossing/place.js";
import type { KubeObject } from "../../emitted.js";
import { believing, credentialSecret } from "../credentials.js";
import { gatewayPods } from "../pod/index.js";
import type { GatewayPort } from "../pod/ports.js";
import { ingressPolicies } from "./authorization.js";
import { envoyFilter } from "./envoy-filter.js";
import { credentialPart } from "./names.js";

/** An ingress gateway's pods, and before them what guards them: whom they believe, and who may call for what. */
export function guardedPods(gateway: CheckedGateway): KubeObject[] {
  const { listeners, mesh } = gateway;
  const place = ingressPlace(gateway);
  return [
    credentialSecret(metadataOf(place, credentialPart), {
      leaf: ingressLeaf(gateway),
      believes: believing(mesh, [mesh, ...callers(gateway)]),
    }),
    ...ingressPolicies(gateway),
    envoyFilter(place, listeners),
    ...gatewayPods(place, servicePorts(gateway), {
      keepsSources: listeners.some(({ sourceRanges }) => sourceRanges !== undefined),
      tellsCallers: true,
    }),
  ];
}

/** Only the roots of meshes that a permission names are believed, and the gateway's own, so that there is always one. */
const callers = ({ listeners }: CheckedGateway): CheckedMesh[] =>
  listeners.flatMap(({ permissions }) =>
    permissions.flatMap((permission) => permission.callers.map(({ mesh }) => mesh)),
  );

const servicePorts = (gateway: CheckedGateway): GatewayPort[] => [
  ...new Map(
    gateway.listeners.map(({ port, protocol }): [number, GatewayPort] => [
      port,
      {
        port,
        protocol: protocol === ListenerProtocol.HTTP ? "http" : "tls",
        containerPort: containerPortOf(port),
        nodePort: nodePortOf(gateway, port),
      },
    ]),
  ).values(),
];
