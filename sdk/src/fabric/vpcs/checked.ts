import type { NatType, ReturnRoute, TransportProtocol } from "../../model/choices.js";
import type { DeclarationKind } from "../../model/fabric.js";
import type { GatewayResources } from "../../model/mesh-gateway.js";
import type { VpcTarget } from "../../model/target.js";
import type { VpcAttachment } from "../../model/vpc.js";
import type { Range, RangeSet } from "../addresses/range.js";
import type { Segment } from "../addresses/segment.js";
import type { CheckedCluster } from "../checked.js";

/** The VPC side of a checked Fabric. */
export interface CheckedVpcSide {
  vpcs: CheckedVpc[];
  /** Those that are declared, and those of Peerings. */
  exposes: CheckedVpcExpose[];
  routes: CheckedVpcRoute[];
  natGateways: CheckedNatGateway[];
  /** What each VPC's packets meet, by the VPC's name. */
  forwarding: Forwarding;
}

export interface CheckedNatGateway {
  name: string;
  objectName: string;
  /** Whether it is declared, or made because VPCs name none. */
  declared: boolean;
  cluster: CheckedCluster;
  namespace: string;
  ownsNamespace: boolean;
  replicas: number;
  image: string | undefined;
  resources: GatewayResources;
  nodeSelector: Record<string, string> | undefined;
  clampMss: boolean;
  setSysctls: boolean;
  /** In seconds. */
  timeouts: { tcp: number; udp: number };
}

export interface CheckedVpc {
  name: string;
  objectName: string;
  /** What it owns; of an external without `cidrs`, every unicast address. */
  addresses: RangeSet;
  subnets: Record<string, Range>;
  external: boolean;
  priority: number;
  labels: Record<string, string>;
  target: VpcTarget;
  cluster: CheckedCluster;
  attachment: VpcAttachment;
  /** Undefined on targets that need none of ours. */
  gateway: CheckedNatGateway | undefined;
}

/** The declaration that an Expose or Route comes from. */
export interface Origin {
  kind: Extract<DeclarationKind, "exposes" | "routes" | "peerings">;
  name: string;
}

export interface CheckedVpcExpose {
  /** Its own, or `PEERING/VPC`. */
  name: string;
  origin: Origin;
  vpc: CheckedVpc;
  /** The addresses in the VPC. */
  ips: RangeSet;
  /** The addresses by which others see them. */
  public: RangeSet;
  /** From `public` to `ips`; empty where they are the same. */
  translation: Segment[];
  /** An external that offers all that no VPC exposes. */
  any: boolean;
  ports: PortSegment[] | undefined;
  returnRoute: ReturnRoute;
  filter: FilterLine[] | undefined;
  /** In seconds. */
  idleTimeout: number | undefined;
}

export interface CheckedVpcRoute {
  /** Its own, or `PEERING/VPC/PEER`. */
  name: string;
  origin: Origin;
  vpc: CheckedVpc;
  /** Who may use it. */
  sources: RangeSet;
  /** The addresses by which the other side sees them. */
  visible: RangeSet;
  nat: NatType;
  /** From `sources` to `visible`; empty where they are the same, or `nat` is stateful. */
  translation: Segment[];
  /** The only Expose that it leads to; undefined is whatever offers `destinations`. */
  expose: CheckedVpcExpose | undefined;
  destinations: RangeSet;
  filter: FilterLine[] | undefined;
  /** In seconds. */
  idleTimeout: number | undefined;
}

/** Ports that callers use, and as many behind them. */
export interface PortSegment extends Segment {
  protocol: typeof TransportProtocol.TCP | typeof TransportProtocol.UDP;
}

/** A line of a filter with names resolved; all its fields hold of a packet that it speaks of. */
export interface FilterLine {
  permit: boolean;
  /** VPCs by name; undefined is any. */
  fromVpcs: Set<string> | undefined;
  toVpcs: Set<string> | undefined;
  protocols: TransportProtocol[];
  sources: RangeSet;
  destinations: RangeSet;
  /** A line that names ports never speaks of ICMP. */
  sourcePorts: Range;
  destinationPorts: Range;
}

/** Packets of a protocol between ranges. Of ICMP the ports are all. */
export interface Box {
  protocol: TransportProtocol;
  source: Range;
  destination: Range;
  sourcePort: Range;
  destinationPort: Range;
}

/** Which way packets go: as the Route says, or as the static return of its Expose lets them. */
export const Direction = { Forward: "forward", Return: "return" } as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

/**
 * A Route's use of an Expose in one direction: all that packets meet which take it. `from` sends and `to` receives, so
 * in direction `return` `from` is the VPC of the Expose.
 */
export interface Passage {
  /** Unique and stable: `ROUTE -> EXPOSE`, or `ROUTE <- EXPOSE`. */
  id: string;
  direction: Direction;
  route: CheckedVpcRoute;
  expose: CheckedVpcExpose;
  from: CheckedVpc;
  to: CheckedVpc;
  /** What the destinations that the sender uses become; empty is nothing. */
  destinations: Segment[];
  /** What the sources become; empty is nothing. Of a stateful Route it is empty, and `pool` is what they become. */
  sources: Segment[];
  pool: RangeSet | undefined;
  /** Forward: the destination ports that are offered, and what they become. Return: source ports, likewise. */
  ports: PortSegment[] | undefined;
  /** Packets that each filter lets through, in the sender's terms, disjoint; undefined is no filter. */
  exposeFilter: Box[] | undefined;
  routeFilter: Box[] | undefined;
  /** In seconds; undefined leaves it to the gateway. */
  idleTimeout: number | undefined;
}

/** By VPC name: what its packets to each range of addresses meet, ascending and disjoint. What is in none is dropped. */
export type Forwarding = Map<string, DestinationAtom[]>;

/** Addresses that a VPC's packets can go to, all treated alike. */
export interface DestinationAtom extends Range {
  /** The VPC that answers there. */
  peer: CheckedVpc;
  /** Who may start a flow, ascending and disjoint; empty is nobody, so that only replies go there. */
  sources: SourceAtom[];
}

/** Addresses of a VPC whose packets take a passage. */
export interface SourceAtom extends Range {
  passage: Passage;
}
