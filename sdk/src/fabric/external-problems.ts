import { ExternalProtocol } from "../model/choices.js";
import type { ExternalGatewaySpec } from "../model/external-gateway.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import { externalHostname } from "./resolve-external.js";

/** An external gateway that a Route leads to can be believed: it has a server name, and somebody vouches for it. */
export function* externalProblems({ externalGateways, routes }: Required<FabricSpec>): Iterable<Problem> {
  for (const name of new Set(Object.values(routes).flatMap(({ to }) => to.externalGateway ?? []))) {
    const external = externalGateways[name];
    if (external !== undefined) yield* destinationProblems(name, external);
  }
}

function* destinationProblems(name: string, external: ExternalGatewaySpec): Iterable<Problem> {
  const at = `externalGateways.${name}`;
  const { protocol = ExternalProtocol.Mesh, identity } = external;
  if (externalHostname(external) === undefined) {
    yield {
      code: "external.no-hostname",
      path: `${at}.hostname`,
      message: `a Route leads to external gateway "${name}", whose ${external.hostname === undefined ? "first address" : "hostname"} is no name, so nobody knows its server name`,
      hint: "write a name as its hostname",
    };
  }
  if (protocol === ExternalProtocol.RelaxedTls) {
    yield {
      code: "external.inbound-protocol",
      path: `${at}.protocol`,
      message: `protocol relaxed-tls is how external gateway "${name}" calls a mesh, and a Route leads to it`,
      hint: "use mesh for a gateway with an identity, or tls for a server with a certificate",
    };
  }
  if (protocol === ExternalProtocol.Mesh && identity?.bundle === undefined) {
    yield {
      code: "external.no-identity",
      path: `${at}.identity${identity === undefined ? "" : ".bundle"}`,
      message: `a Route leads to external gateway "${name}" over the mesh's mutual TLS, and ${identity === undefined ? "its identity is not known" : "nobody vouches for its identity"}`,
      hint: "add identity with spiffeId and bundle, or set protocol to tls",
    };
  }
}
