import { isAddress } from "../../../../model/address.js";
import { ServiceProtocol } from "../../../../model/choices.js";

/** What the sidecars and Kuma's zone egress read of what they carry out of the mesh. */
export const EgressSpeech = {
  /** Requests; the zone egress writes the address that it calls into `Host`. */
  Requests: "requests",
  /** Bytes, which arrive as the caller wrote them. */
  Bytes: "bytes",
} as const;
export type EgressSpeech = (typeof EgressSpeech)[keyof typeof EgressSpeech];

/** What of a destination decides how calls get there. */
export interface EgressEnd {
  /** The names or IPv4 addresses that are called. */
  hosts: (string | undefined)[];
  /** The Host that it answers to; undefined where it reads none. */
  serverName: string | undefined;
  takesRequests: boolean;
  /** What the service there speaks. */
  protocol: ServiceProtocol;
}

/**
 * How consumers of `hostname` may call it, so that the far end sees the Host that it answers to; undefined where there
 * is no way. An IPv4 address is never written into `Host`. Where Kuma reads requests, it refuses to upgrade them.
 */
export function egressSpeech(
  { hosts, serverName, takesRequests, protocol }: EgressEnd,
  hostname: string,
): EgressSpeech | undefined {
  if (!takesRequests) return EgressSpeech.Bytes;
  if (protocol === ServiceProtocol.WebSocket) return hostname === serverName ? EgressSpeech.Bytes : undefined;
  if (hosts.every((host) => host === serverName)) return EgressSpeech.Requests;
  if (hostname !== serverName) return undefined;
  return hosts.every((host) => host !== undefined && isAddress(host)) ? EgressSpeech.Requests : EgressSpeech.Bytes;
}
