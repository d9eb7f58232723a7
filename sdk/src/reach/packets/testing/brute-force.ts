import type { FabricSpec } from "../../../model/fabric.js";
import type { TransportProtocol } from "../../../model/choices.js";
import { type TinyExpose, type TinyFabric, tinyFabric, type TinyRoute, type TinyVpc } from "./tiny-fabric.js";
import { isPermitted } from "./tiny-filter.js";
import { TinyRouting, type Way } from "./tiny-routing.js";
import { allAddresses, tinyNumber, tinyText } from "./tiny-space.js";

export interface BrutePacket {
  /** The VPC that sends it. */
  vpc: string;
  protocol: TransportProtocol;
  source: string;
  sourcePort: number;
  destination: string;
  destinationPort: number;
}

export interface BrutePass {
  verdict: "pass";
  to: string;
  /** All that it may be, where a stateful Route translates it. */
  source: string | string[];
  /** Undefined where a stateful Route chooses one. */
  sourcePort: number | undefined;
  destination: string;
  destinationPort: number;
  route: string;
  expose: string;
  direction: "forward" | "return";
}

export interface BruteDrop {
  verdict: "drop";
  cause: "no-route" | "no-flow" | "spoofed" | "source" | "port" | "filter-expose" | "filter-route";
}

/** Where the receiver's reply ends up: at the sender, as an answer to what it wrote; or elsewhere, or nowhere. */
export type BruteReply =
  | {
      verdict: "answered";
      to: string;
      source: string;
      sourcePort: number;
      destination: string;
      destinationPort: number;
    }
  | { verdict: "lost"; to: string | undefined };

interface Parts {
  fabric: TinyFabric;
  routing: TinyRouting;
}

const known = new WeakMap<FabricSpec, Parts>();

export function bruteParts(spec: FabricSpec): Parts {
  const parts = known.get(spec);
  if (parts !== undefined) return parts;
  const fabric = tinyFabric(spec);
  const made = { fabric, routing: new TinyRouting(fabric) };
  known.set(spec, made);
  return made;
}

/** What becomes of a packet. Only for Fabrics without problems. */
export function bruteDecide(spec: FabricSpec, packet: BrutePacket): BrutePass | BruteDrop {
  const { fabric, routing } = bruteParts(spec);
  const vpc = vpcNamed(fabric, packet.vpc);
  const [source, destination] = [tinyNumber(packet.source), tinyNumber(packet.destination)];
  const way = routing.way(vpc, source, destination);
  if (way !== undefined) return forward(way, packet, source, destination);
  const mirror = routing.mirror(vpc, source, destination);
  if (mirror !== undefined) return backward(mirror, packet);
  if (!isKnown(routing, vpc, destination)) return drop("no-route");
  if (!routing.isStartable(vpc, destination)) return drop("no-flow");
  return drop(vpc.addresses.has(source) ? "source" : "spoofed");
}

/** Where the reply to a packet that passes ends up, as the definitions of who answers where say. */
export function bruteReply(spec: FabricSpec, packet: BrutePacket): BruteReply | undefined {
  const passed = bruteDecide(spec, packet);
  if (passed.verdict === "drop") return undefined;
  const { fabric, routing } = bruteParts(spec);
  const receiver = vpcNamed(fabric, passed.to);
  for (const seen of [passed.source].flat()) {
    const to = peerAt(routing, receiver, tinyNumber(seen));
    if (to?.name !== packet.vpc) return { verdict: "lost", to: to?.name };
  }
  return {
    verdict: "answered",
    to: packet.vpc,
    source: packet.destination,
    sourcePort: packet.destinationPort,
    destination: packet.source,
    destinationPort: packet.sourcePort,
  };
}

function forward(
  { route, expose, seen }: Way,
  packet: BrutePacket,
  source: number,
  destination: number,
): BrutePass | BruteDrop {
  const port = privatePort(expose, packet.protocol, packet.destinationPort);
  if (port === undefined) return drop("port");
  const cause = filterCause(route, expose, { ...packet, source, destination });
  if (cause !== undefined) return drop(cause);
  const images = allAddresses.filter((address) => seen.has(address)).map(tinyText);
  return {
    verdict: "pass",
    to: expose.vpc.name,
    source: route.isStateful ? images : (images[0] ?? ""),
    sourcePort: route.isStateful ? undefined : packet.sourcePort,
    destination: tinyText(expose.toPrivate.get(destination) ?? destination),
    destinationPort: port,
    route: route.name,
    expose: expose.name,
    direction: "forward",
  };
}

/** A provider's packet passes if the packet that it would answer does. */
function backward(
  { way: { route, expose }, source, destination }: { way: Way; source: number; destination: number },
  packet: BrutePacket,
): BrutePass | BruteDrop {
  const port = publicPort(expose, packet.protocol, packet.sourcePort);
  if (port === undefined) return drop("port");
  const mirrored = { protocol: packet.protocol, source, sourcePort: packet.destinationPort, destination };
  const cause = filterCause(route, expose, { ...mirrored, destinationPort: port });
  if (cause !== undefined) return drop(cause);
  return {
    verdict: "pass",
    to: route.vpc.name,
    source: tinyText(destination),
    sourcePort: port,
    destination: tinyText(source),
    destinationPort: packet.destinationPort,
    route: route.name,
    expose: expose.name,
    direction: "return",
  };
}

function filterCause(
  route: TinyRoute,
  expose: TinyExpose,
  packet: { protocol: string; source: number; sourcePort: number; destination: number; destinationPort: number },
): "filter-expose" | "filter-route" | undefined {
  const filtered = { ...packet, consumer: route.vpc, provider: expose.vpc };
  if (!isPermitted(expose.filter, filtered)) return "filter-expose";
  return isPermitted(route.filter, filtered) ? undefined : "filter-route";
}

function privatePort({ ports }: TinyExpose, protocol: string, port: number): number | undefined {
  if (ports === undefined) return port;
  return ports.find((each) => each.protocol === protocol && each.external === port)?.internal;
}

function publicPort({ ports }: TinyExpose, protocol: string, port: number): number | undefined {
  if (ports === undefined) return port;
  return ports.find((each) => each.protocol === protocol && each.internal === port)?.external;
}

/** Whether a VPC's table has anything at a destination: somebody may start a flow there, or replies go there. */
const isKnown = (routing: TinyRouting, vpc: TinyVpc, destination: number): boolean =>
  peerAt(routing, vpc, destination) !== undefined;

/** Who answers at a destination: whom a flow could be started with, else who is seen under it. */
function peerAt(routing: TinyRouting, vpc: TinyVpc, destination: number): TinyVpc | undefined {
  const ways = allAddresses.flatMap((source) => routing.way(vpc, source, destination) ?? []);
  return ways[0]?.expose.vpc ?? routing.owner(vpc, destination);
}

const drop = (cause: BruteDrop["cause"]): BruteDrop => ({ verdict: "drop", cause });

function vpcNamed({ vpcs }: TinyFabric, name: string): TinyVpc {
  const found = vpcs.find((vpc) => vpc.name === name);
  if (found === undefined) throw new Error(`no VPC ${name}`);
  return found;
}
