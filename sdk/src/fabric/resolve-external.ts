import { isAddress } from "../model/address.js";
import { ExternalProtocol, ServiceProtocol } from "../model/choices.js";
import type { ExternalGatewaySpec } from "../model/external-gateway.js";
import type { FabricSpec } from "../model/fabric.js";
import type { CheckedExternal } from "./checked.js";

/** The port of TLS. */
const defaultExternalPort = 443;

/** The server name of an external gateway: its hostname, else its first address; undefined where that is no name. */
export function externalHostname({ hostname, addresses: [first] }: ExternalGatewaySpec): string | undefined {
  const name = hostname ?? first;
  return name === undefined || isAddress(name) ? undefined : name;
}

/** An external gateway as a destination. */
export function resolveExternal(
  name: string,
  { externalGateways }: Pick<Required<FabricSpec>, "externalGateways">,
): CheckedExternal | undefined {
  const external = externalGateways[name];
  if (external === undefined) return undefined;
  const { addresses, port, protocol, identity, tls = {}, serviceProtocol } = external;
  const spiffe = protocol === ExternalProtocol.Tls ? undefined : identity;
  return {
    name,
    addresses,
    port: port ?? defaultExternalPort,
    hostname: externalHostname(external) ?? "",
    serviceProtocol: serviceProtocol ?? ServiceProtocol.HTTP,
    identity: spiffe && { spiffeId: spiffe.spiffeId, bundle: spiffe.bundle ?? "" },
    tls,
  };
}
