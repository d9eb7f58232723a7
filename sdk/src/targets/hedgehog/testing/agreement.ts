import { cidrRange } from "../../../fabric/addresses/cidr.js";
import { contains, type Range } from "../../../fabric/addresses/range.js";
import { specialUseOf } from "../../../fabric/addresses/special-use.js";
import type { CheckedVpc, CheckedVpcSide, DestinationAtom } from "../../../fabric/vpcs/checked.js";
import { decidePacket, decideReply, type Packet } from "../../../reach/packets/index.js";
import { outcomeOf } from "./forwarding.js";
import type { GatewayPeering } from "./gateway-peering.js";

const packetsEach = 200;
const ports = [1, 53, 54, 79, 80, 81, 153, 154, 7999, 8000, 8080, 9000, 9001, 65535];
const protocols = ["tcp", "udp", "icmp"] as const;

/** How many packets passed by both, and those of which the two say different things; the caller chooses by numbers. */
export function compare(side: CheckedVpcSide, peerings: GatewayPeering[], numbers: Iterator<number>) {
  let passed = 0;

  const pick = <T>(items: readonly T[]): T => {
    const item = items[(numbers.next().value as number) % items.length];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  };
  const points = interestingAddresses(side, peerings);
  const anywhere = (): Pick<Packet, "source" | "destination"> => ({ source: pick(points), destination: pick(points) });
  const known = (atoms: DestinationAtom[]): Pick<Packet, "source" | "destination"> => {
    const atom = pick(atoms);
    if (atom.sources.length === 0) return anywhere();
    return { source: pick(edgesOf(pick(atom.sources))), destination: pick(edgesOf(atom)) };
  };
  const differing = Array.from({ length: packetsEach }).flatMap(() => {
    const from = pick(side.vpcs);
    const atoms = side.forwarding.get(from.name) ?? [];
    const packet: Packet = {
      vpc: from.name,
      protocol: pick(protocols),
      sourcePort: pick(ports),
      destinationPort: pick(ports),
      ...(atoms.length === 0 || pick([true, false, false]) ? anywhere() : known(atoms)),
    };
    if (!comesToGateway(from, packet)) return [];
    const [ours, theirs] = [isthmusSays(side, packet), hedgehogSays(side, peerings, packet)];
    if (ours === theirs && ours !== "drop") passed += 1;
    return ours === theirs ? [] : [`${JSON.stringify(packet)}: ${ours}, but Hedgehog: ${theirs}`];
  });
  return { passed, differing };
}

/** A VPC delivers what is for itself, and nobody forwards what is special-use; neither comes to a gateway. */
const comesToGateway = ({ external, addresses }: CheckedVpc, { source, destination }: Packet): boolean =>
  [source, destination].every((address) => specialUseOf({ first: address, last: address }) === undefined) &&
  (external || !addresses.some((range) => contains(range, destination)));

/** The edges of everything that is there, and what is just outside. */
function interestingAddresses({ forwarding }: CheckedVpcSide, peerings: GatewayPeering[]): number[] {
  const cidrs = peerings
    .flatMap(({ spec }) => Object.values(spec.peering))
    .flatMap(({ expose = [] }) => expose.flatMap(({ ips = [], as = [] }) => [...ips, ...as]))
    .flatMap(({ cidr }) => (cidr === undefined ? [] : [cidrRange(cidr)]));
  const atoms = [...forwarding.values()].flat();
  const ranges = [...cidrs, ...atoms, ...atoms.flatMap(({ sources }) => sources)];
  const edges = ranges.flatMap((range) => [range.first - 1, ...edgesOf(range), range.last + 1]);
  return [...new Set(edges)].filter((address) => address >= 0 && address < 2 ** 32).sort((a, b) => a - b);
}

const edgesOf = ({ first, last }: Range): number[] => [first, last, Math.floor((first + last) / 2)];

function isthmusSays(side: CheckedVpcSide, packet: Packet): string {
  const decision = decidePacket(side, packet);
  if (decision.verdict === "drop") return "drop";
  const reply = decideReply(side, packet, decision);
  const { to, source, destination, destinationPort } = decision;
  return JSON.stringify([
    to.name,
    source ?? "pool",
    destination,
    portOf(packet, destinationPort),
    reply.verdict === "pass",
  ]);
}

function hedgehogSays(side: CheckedVpcSide, peerings: GatewayPeering[], packet: Packet): string {
  const keyOf = ({ name, external }: CheckedVpc): string => (external ? `ext.${name}` : name);
  const from = side.vpcs.find(({ name }) => name === packet.vpc);
  const outcome = outcomeOf(peerings, { ...packet, vpc: from === undefined ? packet.vpc : keyOf(from) });
  if (outcome.verdict === "drop") return "drop";
  const to = side.vpcs.find((vpc) => keyOf(vpc) === outcome.to)?.name;
  const { source, destination, destinationPort, isAnswered } = outcome;
  return JSON.stringify([to, source ?? "pool", destination, portOf(packet, destinationPort), isAnswered]);
}

/** ICMP has no ports. */
const portOf = ({ protocol }: Packet, port: number): number => (protocol === "icmp" ? 0 : port);
