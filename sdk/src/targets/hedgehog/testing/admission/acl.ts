import { everything, intersection, overlaps, type Range } from "../../../../fabric/addresses/range.js";
import type { GatewayPeering, MatchEnd } from "../gateway-peering.js";
import type { Exposed } from "./manifest.js";
import { addressesOf, hasInnerSpaces, isCidr, isIpv6, portsOf } from "./syntax.js";

interface Side {
  name: string;
  manifest: Exposed[];
}

/** What the data plane refuses in an ACL. */
export function* aclErrors(
  acl: GatewayPeering["spec"]["acl"],
  sides: Side[],
  vpcs: Record<string, Record<string, string>>,
): Iterable<string> {
  if (acl === undefined) return;
  const { rules = [] } = acl;
  if (rules.length === 0) yield "ACL without rules";
  const names = rules.flatMap(({ name = "" }) => (name === "" ? [] : [name]));
  if (new Set(names).size < names.length) yield "two ACL rules of one name";
  for (const [index, { from, to, match = {}, scope = "flow" }] of rules.entries()) {
    const here = `ACL rule ${index}`;
    const { proto = "" } = match;
    const ends = [...(match.src ?? []), ...(match.dst ?? [])];
    if (!["", "tcp", "udp"].includes(proto) && !(/^\d{1,3}$/.test(proto) && Number(proto) <= 255))
      yield `${here}: protocol ${proto} is no byte`;
    if (ends.some(({ ports }) => ports !== undefined && ports.length === 0)) yield `${here}: empty list of ports`;
    if (ends.some(({ ports = [] }) => ports.some(hasInnerSpaces))) yield `${here}: port with spaces`;
    if (!["tcp", "udp", "6", "17"].includes(proto) && ends.some(({ ports }) => ports !== undefined))
      yield `${here}: ports with protocol "${proto}"`;
    const cidrs = ends.flatMap(({ cidr }) => (cidr === undefined ? [] : [cidr]));
    if (new Set(cidrs.map(isIpv6)).size > 1) yield `${here}: IPv4 and IPv6`;
    const sender = sides.find(({ name }) => name === from || (from === undefined && name !== to));
    const receiver = sides.find((side) => side !== sender);
    if (sender !== undefined && !doMeet(match.src, sender, "private", vpcs))
      yield `${here}: src matches nothing exposed`;
    if (receiver !== undefined && !doMeet(match.dst, receiver, "public", vpcs))
      yield `${here}: dst matches nothing exposed`;
    const isTracked = ({ manifest }: Side): boolean =>
      manifest.every(({ mode }) => mode === "masquerade" || mode === "forward");
    if (scope !== "packet" && !sides.some(isTracked)) yield `${here}: scope flow where not all flows are tracked`;
  }
}

/** Whether one side of a match speaks of anything that its party shows; a match of nothing speaks of all. */
function doMeet(
  ends: MatchEnd[] | undefined,
  { name, manifest }: Side,
  side: "private" | "public",
  vpcs: Record<string, Record<string, string>>,
): boolean {
  if (ends === undefined || ends.length === 0) return true;
  const shown = manifest.flatMap((exposed) =>
    (exposed.mode === "default" ? [everything] : exposed[side]).map((range) => ({
      range,
      ports: exposed.ports?.[side] ?? { first: 0, last: 65535 },
    })),
  );
  return ends.some(({ cidr, vpcSubnet, ports }) => {
    const text = cidr ?? (vpcSubnet === undefined ? undefined : vpcs[name]?.[vpcSubnet]);
    const range: Range = text === undefined || !isCidr(text) || isIpv6(text) ? everything : addressesOf(text);
    const wanted = ports?.map(portsOf) ?? [{ first: 0, last: 65535 }];
    return shown.some(
      (other) => intersection([range], [other.range]).length > 0 && wanted.some((port) => overlaps(port, other.ports)),
    );
  });
}
