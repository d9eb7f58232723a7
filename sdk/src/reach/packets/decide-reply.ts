import { holding } from "../../fabric/addresses/range.js";
import { decidePacket, type Passed, type Tables } from "./decide-packet.js";
import type { Packet } from "./packet.js";

/** Where the answer to a packet ends up. */
export type ReplyDecision =
  | {
      verdict: "pass";
      /** The VPC, by name. */
      to: string;
      source: number;
      sourcePort: number;
      destination: number;
      destinationPort: number;
      /** Whether it arrives even where the gateway has forgotten the flow. */
      withoutState: boolean;
    }
  | { verdict: "lost"; reply: Packet };

/**
 * Answers the reply to a packet that passed, by the receiver's own table: it gets back because the addresses by which
 * the receiver sees the sender lead to the sender and to nobody else. That is a proof of what the rules of a Fabric
 * are for, asked of each class of packets in tests.
 */
export function decideReply(tables: Tables, packet: Packet, passed: Passed): ReplyDecision {
  const reply: Packet = {
    vpc: passed.to.name,
    protocol: packet.protocol,
    source: passed.destination,
    sourcePort: passed.destinationPort,
    destination: passed.source ?? passed.passage.pool?.[0]?.first ?? packet.source,
    destinationPort: passed.sourcePort ?? packet.sourcePort,
  };
  const atom = holding(tables.forwarding.get(reply.vpc) ?? [], reply.destination);
  if (atom?.peer.name !== packet.vpc) return { verdict: "lost", reply };
  const alone = decidePacket(tables, reply);
  return {
    verdict: "pass",
    to: packet.vpc,
    source: packet.destination,
    sourcePort: packet.destinationPort,
    destination: packet.source,
    destinationPort: packet.sourcePort,
    withoutState:
      alone.verdict === "pass" &&
      alone.to.name === packet.vpc &&
      alone.destination === packet.source &&
      alone.source === packet.destination &&
      alone.sourcePort === packet.destinationPort,
  };
}
