import type { TransportProtocol } from "../../sdk/src/model/choices.js";

/** A packet's header. Of ICMP echo the source port is the identifier, and the destination port 0. */
export interface Header {
  protocol: string;
  source: string;
  sourcePort: number;
  destination: string;
  destinationPort: number;
}

/** A packet that the prober writes itself, so that its source may be any; the receiver answers unless it is `silent`. */
export interface Probe {
  /** The VPC from whose namespace it is sent. */
  vpc: string;
  /** `other` is none of the three: 253, which is for experiments. */
  protocol: TransportProtocol | "other";
  source: string;
  /** Defaults to 4000. */
  sourcePort?: number;
  destination: string;
  /** Defaults to 80, of ICMP to 0. */
  destinationPort?: number;
  /** Of TCP, letters of FSRPAU. Defaults to `S`, which is answered by `SA`. */
  flags?: string;
  /** TCP's option of that name. Defaults to none. */
  mss?: number;
  /** Defaults to 64. */
  ttl?: number;
  /** Whether it may not be cut into fragments. */
  df?: boolean;
  /** Bytes after the transport header. */
  size?: number;
  /** Whether its receiver answers nothing. */
  silent?: boolean;
  /** Makes it an ICMP error about a packet; it arrives among the errors, `protocol` and ports say nothing. */
  error?: Pick<IcmpError, "type" | "code" | "about">;
  /** Wait for it and its answer for as long as the batch lasts. Defaults to true; without, silence ends the wait. */
  expect?: boolean;
}

/** A packet that arrived in a VPC. */
export interface Arrival extends Header {
  vpc: string;
  ttl: number;
  length: number;
  flags?: string;
  mss?: number;
}

/** An ICMP error that arrived, and the header that it quotes. */
export interface IcmpError {
  vpc: string;
  from: string;
  to: string;
  type: number;
  code: number;
  mtu: number;
  about: Header;
}

/** All that arrived of a probe and of its answer, in whichever VPC. Nothing anywhere is a drop. */
export interface ProbeOutcome {
  received: Arrival[];
  answered: Arrival[];
  errors: IcmpError[];
  sendError?: string;
}

/** A flow through real sockets. */
export interface Flow {
  vpc: string;
  protocol: TransportProtocol;
  source: string;
  /** Defaults to one of the kernel's choice; of ICMP the identifier. */
  sourcePort?: number;
  destination: string;
  /** Defaults to 80. */
  destinationPort?: number;
}

/** What a listener saw of its caller. */
export interface Seen extends Header {
  vpc: string;
}

/** What a caller got. */
export interface CallOutcome {
  seen?: Seen;
  /** Its own end, `ADDRESS:PORT`. */
  local?: string;
  /** `timeout`, `refused`, `unreachable`, `too-big`, `reset`, or the kernel's own word. */
  error?: string;
  icmp?: Pick<IcmpError, "from" | "type" | "code" | "mtu">;
}

/** What became of a stream until now. */
export interface StreamReport {
  sent: number;
  received: number;
  lost: number;
  longestGapMs: number;
  /** The different things that listeners saw, by first answer; a stream of ICMP has none. */
  seen: Seen[];
  error?: string;
}
