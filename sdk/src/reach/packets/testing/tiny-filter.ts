import type { FilterEnd, FilterRule } from "../../../model/filter.js";
import type { TinyVpc } from "./tiny-fabric.js";
import { allAddresses, blockCidrs, tinyAddresses } from "./tiny-space.js";

/** A packet as the side that the Route serves writes it. */
export interface FilteredPacket {
  protocol: string;
  consumer: TinyVpc;
  source: number;
  sourcePort: number;
  provider: TinyVpc;
  destination: number;
  destinationPort: number;
}

/** The first line that speaks of a packet decides; no line denies; no filter allows. */
export function isPermitted(filter: FilterRule[] | undefined, packet: FilteredPacket): boolean {
  if (filter === undefined) return true;
  const line = filter.find(({ permit, deny }) => {
    const { from = {}, to = {} } = permit ?? deny ?? {};
    return (
      speaksOf(from, packet.protocol, packet.consumer, packet.source, packet.sourcePort) &&
      speaksOf(to, packet.protocol, packet.provider, packet.destination, packet.destinationPort)
    );
  });
  return line?.permit !== undefined;
}

function speaksOf(end: FilterEnd, protocol: string, vpc: TinyVpc, address: number, port: number): boolean {
  if (end.vpc !== undefined && end.vpc !== "*" && end.vpc !== vpc.name) return false;
  if (Object.entries(end.vpcLabels ?? {}).some(([key, value]) => vpc.labels[key] !== value)) return false;
  if (end.protocol !== undefined && end.protocol !== protocol) return false;
  if (end.port !== undefined && (protocol === "icmp" || !portsOf(end.port).includes(port))) return false;
  return allAddresses.some(
    (each) =>
      each === address && (end.ips === undefined || blockCidrs(end.ips).some((cidr) => tinyAddresses(cidr).has(each))),
  );
}

function portsOf(text: string): number[] {
  const [first = 0, last = first] = text.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
