import { contains, holding } from "../../fabric/addresses/range.js";
import { translate } from "../../fabric/addresses/segment.js";
import { inBoxes } from "../../fabric/vpcs/boxes.js";
import { type CheckedVpc, type CheckedVpcSide, Direction, type Passage } from "../../fabric/vpcs/checked.js";
import { TransportProtocol } from "../../model/choices.js";
import { Cause, type Packet } from "./packet.js";

/** What becomes of a packet that starts a flow. */
export type Decision = Passed | { verdict: "drop"; cause: Cause; passage?: Passage };

/** A packet that arrives, as the receiver sees it. */
export interface Passed {
  verdict: "pass";
  passage: Passage;
  to: CheckedVpc;
  /** Undefined is one of the passage's pool, as is the port. */
  source: number | undefined;
  sourcePort: number | undefined;
  destination: number;
  destinationPort: number;
}

/** The tables by which packets are decided. */
export type Tables = Pick<CheckedVpcSide, "vpcs" | "forwarding">;

/** Answers a packet that belongs to no flow yet. What the gateway's kernel holds is made of the same tables. */
export function decidePacket({ vpcs, forwarding }: Tables, packet: Packet): Decision {
  const atom = holding(forwarding.get(packet.vpc) ?? [], packet.destination);
  if (atom === undefined) return { verdict: "drop", cause: Cause.NoRoute };
  if (atom.sources.length === 0) return { verdict: "drop", cause: Cause.NoFlow };
  const passage = holding(atom.sources, packet.source)?.passage;
  if (passage === undefined) {
    const own = vpcs.find(({ name }) => name === packet.vpc)?.addresses ?? [];
    const isOwn = own.some((range) => contains(range, packet.source));
    return { verdict: "drop", cause: isOwn ? Cause.Source : Cause.Spoofed };
  }
  const refuse = (cause: Cause): Decision => ({ verdict: "drop", cause, passage });
  const ports = translatedPorts(passage, packet);
  if (ports === undefined) return refuse(Cause.Port);
  if (passage.exposeFilter !== undefined && !inBoxes(passage.exposeFilter, packet)) return refuse(Cause.FilterExpose);
  if (passage.routeFilter !== undefined && !inBoxes(passage.routeFilter, packet)) return refuse(Cause.FilterRoute);
  return {
    verdict: "pass",
    passage,
    to: passage.to,
    source: passage.pool === undefined ? translate(passage.sources, packet.source) : undefined,
    destination: translate(passage.destinations, packet.destination),
    ...ports,
    ...(passage.pool !== undefined && { sourcePort: undefined }),
  };
}

/** What becomes of the ports; undefined where they are not offered. */
function translatedPorts(
  { ports, direction }: Passage,
  { protocol, sourcePort, destinationPort }: Packet,
): (Pick<Passed, "destinationPort"> & { sourcePort: number }) | undefined {
  if (ports === undefined) return { sourcePort, destinationPort };
  if (protocol === TransportProtocol.ICMP) return undefined;
  const offered = ports.filter((segment) => segment.protocol === protocol);
  const port = direction === Direction.Forward ? destinationPort : sourcePort;
  if (!offered.some(({ from, length }) => from <= port && port < from + length)) return undefined;
  const translated = translate(offered, port);
  return direction === Direction.Forward
    ? { sourcePort, destinationPort: translated }
    : { sourcePort: translated, destinationPort };
}
