import { leafCertificate } from "../../crossing/authorities.js";
import type { EgressGateway } from "../../crossing/egress.js";
import type { Emitted } from "../../emitted.js";
import { emittedFor, uniqueObjects } from "../../crossing/place.js";
import { gatewayPods } from "../pod/index.js";
import type { GatewayPort } from "../pod/ports.js";
import { exitAccess } from "./access.js";
import { consumerName } from "./consumer-names.js";
import { doorLeaf } from "../../crossing/leaves.js";
import { callCredential } from "./credentials.js";
import { calledNames, exitGateway, exitRule } from "./entrance.js";
import { farEnds } from "./far-end.js";
import { callsOf, virtualService } from "./virtual-service.js";

/** Takes calls of its mesh's consumers and carries them to gateways of other meshes under their own identities. */
export function egressGateway({ doors, ...place }: EgressGateway): Emitted {
  const exit = { place, doors };
  const names = doors.flatMap(calledNames);
  const calls = doors.flatMap(callsOf);
  const leaves = new Map(doors.map((door) => [door.identityName, doorLeaf(place, door)]));
  const ports = doors.flatMap((door) =>
    door.ports.map(({ containerPort }): GatewayPort => ({
      port: containerPort,
      protocol: "http",
      containerPort,
      nodePort: undefined,
    })),
  );
  const objects = uniqueObjects([
    ...calls.flatMap((call) => callCredential(place, call)),
    ...exitAccess(exit),
    ...gatewayPods(place, ports, { keepsSources: false, tellsCallers: false }),
    exitGateway(exit),
    exitRule(exit),
    ...farEnds(place, calls),
    ...names.map((called) => virtualService(place, called)),
  ]);
  return {
    objects: [
      ...objects.map((object) => emittedFor(place, object)),
      ...names.map((called) => consumerName(place, called)),
    ],
    certificates: [...leaves.values()].map(leafCertificate),
  };
}
