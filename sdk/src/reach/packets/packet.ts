import type { TransportProtocol } from "../../model/choices.js";

/** A packet as its sender writes it, by the VPC in which it is sent. Addresses are unsigned 32-bit numbers. */
export interface Packet {
  /** The VPC, by name. */
  vpc: string;
  protocol: TransportProtocol;
  source: number;
  /** Of ICMP echo the identifier. */
  sourcePort: number;
  destination: number;
  /** Of ICMP without meaning. */
  destinationPort: number;
}

/** Why a packet is dropped; the counters of a gateway have these names. */
export const Cause = {
  /** No Route of the VPC leads there, or nothing is exposed there. */
  NoRoute: "no-route",
  /** Only TCP, UDP and ICMP pass. */
  Protocol: "protocol",
  /** Nobody may start a flow there: only replies go that way. */
  NoFlow: "no-flow",
  /** The source is no address of the VPC. */
  Spoofed: "spoofed",
  /** The source is none of those that may use the Route. */
  Source: "source",
  /** The Expose does not offer the port. */
  Port: "port",
  FilterExpose: "filter-expose",
  FilterRoute: "filter-route",
} as const;
export type Cause = (typeof Cause)[keyof typeof Cause];
