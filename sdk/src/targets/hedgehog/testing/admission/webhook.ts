import { overlaps, within } from "../../../../fabric/addresses/range.js";
import {
  type AclEntry,
  type ExposeEntry,
  externalPrefix,
  type GatewayPeering,
  type MatchEnd,
  type Surroundings,
} from "../gateway-peering.js";
import { addressesOf, isCidr, isIpv6, isSubdomain, portError } from "./syntax.js";

/** What the webhook of Hedgehog's fabric refuses in one object; names are those of research/vpc-gateway.md 1.3 (a). */
export function* webhookErrors(
  peering: GatewayPeering,
  others: GatewayPeering[],
  around: Surroundings,
): Iterable<string> {
  const { metadata, spec } = peering;
  const names = Object.keys(spec.peering);
  if ((metadata.namespace ?? "default") !== "default") yield "namespace is not default";
  if (names.length !== 2) yield `${names.length} VPCs instead of 2`;
  const groups = around.gatewayGroups ?? ["default"];
  if (!groups.includes(spec.gatewayGroup ?? "default")) yield `no gateway group ${spec.gatewayGroup}`;
  for (const [name, { expose = [] }] of Object.entries(spec.peering))
    for (const entry of expose) yield* exposeErrors(name, entry);
  yield* combinationErrors(peering);
  for (const [index, rule] of (spec.acl?.rules ?? []).entries()) yield* ruleErrors(rule, index, names);
  if (spec.acl !== undefined && !["deny", "deny-unless-exposed", ""].includes(spec.acl.default))
    yield `ACL default ${spec.acl.default}`;
  yield* clusterErrors(peering, others, around);
}

function* exposeErrors(
  name: string,
  { ips = [], as = [], nat, default: isDefault = false }: ExposeEntry,
): Iterable<string> {
  if (isDefault && (ips.length > 0 || as.length > 0 || nat !== undefined)) yield `default of ${name} is not alone`;
  if (!isDefault && ips.length === 0) yield `expose of ${name} has no ips`;
  for (const block of ips) {
    const { cidr, not, vpcSubnet } = block;
    for (const text of [cidr, not])
      if (text !== undefined && !isCidr(text)) yield `${text} in ips of ${name} is no CIDR`;
    if (vpcSubnet !== undefined && name.startsWith(externalPrefix)) yield `external ${name} has vpcSubnet`;
    if (setFields(block) !== 1) yield `an entry in ips of ${name} has not exactly one of cidr, not and vpcSubnet`;
  }
  for (const block of as) {
    for (const text of Object.values(block)) if (!isCidr(text)) yield `${text} in as of ${name} is no CIDR`;
    if (setFields(block) !== 1) yield `an entry in as of ${name} has not exactly one of cidr and not`;
  }
  if ((as.length === 0) !== (nat === undefined)) yield `as and nat of ${name} are not both set or both empty`;
  if (nat === undefined) return;
  if (setFields(nat) !== 1) yield `nat of ${name} has not exactly one mode`;
  if (nat.portForward === undefined) return;
  const { ports = [] } = nat.portForward;
  if (ports.length === 0) yield `portForward of ${name} has no ports`;
  for (const rule of ports) {
    for (const field of ["port", "as"] as const) {
      const error = portError(rule[field] ?? "");
      if (error !== undefined) yield `${field} "${rule[field]}" of ${name} ${error}`;
    }
    if (!["tcp", "udp", ""].includes(rule.proto ?? "")) yield `proto ${rule.proto} of ${name}`;
  }
}

const setFields = (block: object): number => Object.values(block).filter((value) => value !== undefined).length;

/** Stateful NAT is on one side, and static NAT not on the other. */
function* combinationErrors({ spec }: GatewayPeering): Iterable<string> {
  const sides = Object.values(spec.peering).map(({ expose = [] }) => ({
    stateful: expose.some(({ nat }) => nat?.masquerade !== undefined || nat?.portForward !== undefined),
    static: expose.some(({ nat }) => nat?.static !== undefined),
  }));
  const [one, other] = sides;
  if (one === undefined || other === undefined) return;
  if (one.stateful && other.stateful) yield "stateful NAT on both sides";
  if ((one.static && other.stateful) || (other.static && one.stateful)) yield "static NAT against stateful NAT";
}

function* ruleErrors(
  { name = "", from = "", to = "", action, match = {} }: AclEntry,
  index: number,
  names: string[],
): Iterable<string> {
  const here = `ACL rule ${index}`;
  if (name !== "" && (!isSubdomain(name) || name.length > 64)) yield `${here}: name ${name}`;
  if (!["allow", "deny"].includes(action)) yield `${here}: action ${action}`;
  if (from === "" && to === "") yield `${here}: neither from nor to`;
  if (from !== "" && !names.includes(from)) yield `${here}: from ${from} is not in the peering`;
  if (to !== "" && !names.includes(to)) yield `${here}: to ${to} is not in the peering`;
  for (const [side, ends] of [
    ["source", match.src ?? []],
    ["destination", match.dst ?? []],
  ] as const)
    for (const end of ends) yield* endErrors(end, `${here}: ${side}`);
  const { proto = "" } = match;
  if (!["tcp", "udp", ""].includes(proto) && !/^[+-]?\d+$/.test(proto)) yield `${here}: protocol ${proto}`;
}

function* endErrors({ cidr, vpcSubnet, ports = [] }: MatchEnd, here: string): Iterable<string> {
  if (cidr !== undefined && vpcSubnet !== undefined) yield `${here} has cidr and vpcSubnet`;
  if (cidr !== undefined && !isCidr(cidr)) yield `${here} ${cidr} is no CIDR`;
  for (const port of ports) {
    const error = portError(port);
    if (error !== undefined) yield `${here} port "${port}" ${error}`;
  }
}

/** What the webhook asks the cluster about: other peerings, VPCs and externals. */
function* clusterErrors(
  { metadata, spec }: GatewayPeering,
  others: GatewayPeering[],
  { vpcs, externals }: Surroundings,
): Iterable<string> {
  const names = Object.keys(spec.peering);
  for (const [name, { expose = [] }] of Object.entries(spec.peering)) {
    const target = names.find((other) => other !== name);
    const theirs = others
      .filter((other) => other.metadata.name !== metadata.name && target !== undefined && target in other.spec.peering)
      .flatMap((other) => Object.entries(other.spec.peering).filter(([party]) => party !== target))
      .flatMap(([, party]) => shownCidrs(party.expose ?? []));
    yield* overlapErrors(shownCidrs(expose), theirs, target ?? "");
    if (name.startsWith(externalPrefix)) {
      if (!externals.includes(name.slice(externalPrefix.length))) yield `no external ${name}`;
      continue;
    }
    const subnets = vpcs[name];
    if (subnets === undefined) {
      yield `no VPC ${name}`;
      continue;
    }
    for (const { cidr, vpcSubnet } of expose.flatMap(({ ips = [] }) => ips)) {
      if (cidr !== undefined && isCidr(cidr) && !Object.values(subnets).some((subnet) => isWithin(cidr, subnet)))
        yield `${cidr} is in no subnet of VPC ${name}`;
      if (vpcSubnet !== undefined && subnets[vpcSubnet] === undefined) yield `no subnet ${vpcSubnet} in VPC ${name}`;
    }
  }
  for (const { from, to, match = {} } of spec.acl?.rules ?? []) {
    const [sender, receiver] = [from ?? names.find((name) => name !== to), to ?? names.find((name) => name !== from)];
    for (const [party, ends] of [
      [sender, match.src ?? []],
      [receiver, match.dst ?? []],
    ] as const) {
      for (const { vpcSubnet } of ends) {
        if (vpcSubnet === undefined) continue;
        if (vpcs[party ?? ""] === undefined) yield `ACL: subnet ${vpcSubnet} of ${party}, which is no VPC`;
        else if (vpcs[party ?? ""]?.[vpcSubnet] === undefined) yield `ACL: no subnet ${vpcSubnet} in VPC ${party}`;
      }
    }
  }
}

const isWithin = (cidr: string, subnet: string): boolean =>
  isIpv6(cidr) === isIpv6(subnet) && !isIpv6(cidr) && within(addressesOf(cidr), addressesOf(subnet));

/** Of `not` and `vpcSubnet` it reads an empty CIDR, which is an inconsistency of the real system (1.4). */
const shownCidrs = (expose: ExposeEntry[]): string[] =>
  expose
    .filter((entry) => entry.default !== true)
    .flatMap(({ ips = [], as = [] }) => (as.length === 0 ? ips : as).map(({ cidr = "" }) => cidr));

function* overlapErrors(ours: string[], theirs: string[], target: string): Iterable<string> {
  if (ours.length === 0 || theirs.length === 0) return;
  if ([...ours, ...theirs].includes("")) {
    yield `an exposed CIDR towards ${target} is empty`;
    return;
  }
  const ipv4 = (cidrs: string[]) => cidrs.filter((cidr) => isCidr(cidr) && !isIpv6(cidr));
  for (const our of ipv4(ours))
    for (const their of ipv4(theirs))
      if (overlaps(addressesOf(our), addressesOf(their))) yield `${our} towards ${target} overlaps ${their}`;
}
