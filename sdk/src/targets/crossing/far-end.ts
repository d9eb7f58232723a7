import type {
  CheckedDestination,
  CheckedExternal,
  CheckedForward,
  CheckedMesh,
  CheckedOffer,
} from "../../fabric/checked.js";
import { readsRequests } from "../../fabric/expose-problems.js";
import { objectName } from "../../fabric/object-name.js";
import type { ServiceProtocol } from "../../model/choices.js";
import { parseSpiffeId } from "../../trust/spiffe-id.js";
import { gatewayAddress, gatewayIdentity } from "./gateway.js";

/** What a Route leads to, as the calling side needs to know it, whatever realises it there. */
export interface FarEnd {
  /** The Expose, by name; `_partner` for external gateway `partner`. No name has an underscore, so none reads like another. */
  key: string;
  /** The gateway as a DNS label, or `external.partner`: gateways that are believed alike share it. */
  peer: string;
  endpoints: { host: string; port: number }[];
  /** The server name of TLS, and the Host of requests; undefined where connections have neither. */
  serverName: string | undefined;
  /** What it speaks inside TLS. */
  protocol: ServiceProtocol;
  /** Whether it takes requests; to others a connection is bytes. */
  takesRequests: boolean;
  believes: Believed;
  /** What the caller presents: its identity, a certificate of the Secret in the calling gateway's namespace, or nothing. */
  shows: { identity: true } | { identity: false; secretName: string | undefined };
}

/** Who is believed to be there, and on whose word. */
export type Believed =
  /** A gateway of a mesh of the Fabric, by the mesh's root. */
  | { kind: "mesh"; mesh: CheckedMesh; spiffeId: string }
  /** A gateway of another trust domain, by these roots in PEM. */
  | { kind: "identity"; trustDomain: string; spiffeId: string; bundle: string }
  /** A server with a certificate for the server name, by these authorities in PEM, or the public ones. */
  | { kind: "server"; bundle: string | undefined };

/** Whether it is no gateway of a mesh of the Fabric. */
export const isOutside = ({ believes }: Pick<FarEnd, "believes">): boolean => believes.kind !== "mesh";

/** A destination of a Route as its mesh sees it. */
export const farEnd = ({ offer, external }: CheckedDestination, from: CheckedMesh): FarEnd =>
  offer === undefined ? externalEnd(external) : offerEnd(offer, from);

/** An Expose where it stands, as another mesh sees it. */
export const offerEnd = ({ gateway, listener, expose }: CheckedOffer, from: CheckedMesh): FarEnd => ({
  key: expose.name,
  peer: gateway.objectName,
  endpoints: [gatewayAddress(gateway, listener.port, from)],
  serverName: listener.hostname,
  protocol: expose.service.protocol,
  takesRequests: readsRequests(listener),
  believes: { kind: "mesh", mesh: gateway.mesh, spiffeId: gatewayIdentity(gateway) },
  shows: { identity: true },
});

const externalEnd = ({ name, addresses, port, hostname, serviceProtocol, identity, tls }: CheckedExternal): FarEnd => ({
  key: `_${name}`,
  peer: `external.${objectName(name)}`,
  endpoints: addresses.map((host) => ({ host, port })),
  serverName: hostname,
  protocol: serviceProtocol,
  takesRequests: true,
  believes:
    identity === undefined
      ? { kind: "server", bundle: tls.bundle }
      : { kind: "identity", trustDomain: parseSpiffeId(identity.spiffeId).trustDomain, ...identity },
  shows: identity === undefined ? { identity: false, secretName: tls.secretName } : { identity: true },
});

/** What takes the place of a destination while it is down comes behind it: each such chain of a rule, mirrors left out. */
export const forwardChains = ({ destinations, failover }: CheckedForward, from: CheckedMesh): [FarEnd, ...FarEnd[]][] =>
  destinations.map((destination) => [farEnd(destination, from), ...failover.map((offer) => offerEnd(offer, from))]);
