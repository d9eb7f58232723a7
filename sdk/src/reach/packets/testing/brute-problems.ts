import type { AddressBlock } from "../../../model/address.js";
import type { FabricSpec } from "../../../model/fabric.js";
import type { FilterRule } from "../../../model/filter.js";
import type { PeeringParty } from "../../../model/peering.js";
import type { Vpc } from "../../../model/vpc.js";
import { bruteParts } from "./brute-force.js";
import { isEverything, type TinyFabric, type TinyRoute, type TinyVpc } from "./tiny-fabric.js";
import type { Sight, TinyRouting } from "./tiny-routing.js";
import {
  allAddresses,
  blockCidrs,
  everywhere,
  haveCommon,
  isSpecialUse,
  isWithin,
  prefixLength,
  tinyAddresses,
  union,
} from "./tiny-space.js";

/** Everything that is wrong, in the order in which it has to be right for the next to mean anything. */
export const stages = [
  ["vpc.subnet-outside", "vpc.subnet-unknown", "address.special-use", "address.subnet-misplaced"],
  ["filter.nobody", "filter.contradiction"],
  ["expose.not-owned", "expose.size-mismatch", "expose.port-taken", "route.size-mismatch", "route.source-outside"],
  ["expose.internal-taken", "expose.public-taken", "peering.expose-conflict"],
  ["route.not-exposed", "route.to-itself"],
  ["route.duplicate", "route.destination-inside"],
  ["route.source-inside", "route.source-taken", "route.visible-taken", "route.return-clash"],
];

/** The codes of all problems that a Fabric has, by loops over its addresses. */
export function bruteProblems(spec: FabricSpec): Set<string> {
  const { fabric, routing } = bruteParts(spec);
  return new Set([
    ...blockProblems(spec),
    ...objectProblems(fabric),
    ...overlapProblems(fabric),
    ...coverProblems(fabric),
    ...forwardProblems(fabric, routing),
    ...fabric.vpcs.flatMap((vpc) => [...returnProblems(routing, vpc)]),
  ]);
}

function* blockProblems(spec: FabricSpec): Iterable<string> {
  const vpcs = spec.vpcs ?? {};
  const subnetsOf = (vpc: string | undefined): Record<string, string> => vpcs[vpc ?? ""]?.subnets ?? {};
  const isExternal = (vpc: string | undefined): boolean => vpcs[vpc ?? ""]?.external === true;
  for (const { cidrs, subnets } of Object.values(vpcs)) {
    if ([...(cidrs ?? []), ...Object.values(subnets ?? {})].some(isSpecialUse)) yield "address.special-use";
    const owned = union((cidrs ?? []).map(tinyAddresses));
    for (const subnet of Object.values(subnets ?? {})) {
      if (cidrs !== undefined && !isWithin(tinyAddresses(subnet), owned)) yield "vpc.subnet-outside";
    }
  }
  for (const expose of Object.values(spec.exposes ?? {})) {
    yield* privateProblems(expose.ips, subnetsOf(expose.vpc), isExternal(expose.vpc));
    yield* publicProblems(expose.as, false);
    yield* filterProblems(expose.filter, vpcs);
  }
  for (const { from, to, filter } of Object.values(spec.routes ?? {})) {
    yield* privateProblems(from.ips, subnetsOf(from.vpc), true);
    yield* publicProblems(from.as, false);
    yield* publicProblems(to.cidrs, true);
    yield* filterProblems(filter, vpcs);
  }
  for (const party of Object.values(spec.peerings ?? {}).flatMap(({ vpcs: parties }): PeeringParty[] => parties)) {
    yield* privateProblems(party.ips, subnetsOf(party.vpc), isExternal(party.vpc));
    yield* publicProblems(party.as, false);
    yield* filterProblems(party.filter, vpcs);
  }
}

function* privateProblems(
  blocks: AddressBlock[] = [],
  subnets: Record<string, string>,
  everythingAllowed: boolean,
): Iterable<string> {
  if (blocks.some(({ fromVpcSubnet }) => fromVpcSubnet !== undefined && subnets[fromVpcSubnet] === undefined))
    yield "vpc.subnet-unknown";
  yield* specialProblems(blocks, everythingAllowed);
}

function* publicProblems(blocks: AddressBlock[] = [], everythingAllowed: boolean): Iterable<string> {
  if (blocks.some(({ fromVpcSubnet }) => fromVpcSubnet !== undefined)) yield "address.subnet-misplaced";
  yield* specialProblems(blocks, everythingAllowed);
}

function* specialProblems(blocks: AddressBlock[], everythingAllowed: boolean): Iterable<string> {
  for (const cidr of blockCidrs(blocks)) {
    if (isSpecialUse(cidr) && !(everythingAllowed && cidr === everywhere)) yield "address.special-use";
  }
}

function* filterProblems(filter: FilterRule[] = [], vpcs: Record<string, Vpc>): Iterable<string> {
  for (const { permit, deny } of filter) {
    for (const { from, to } of [permit ?? {}, deny ?? {}]) {
      yield* publicProblems(from?.ips, true);
      yield* publicProblems(to?.ips, true);
      for (const { vpcLabels } of [from ?? {}, to ?? {}]) {
        const wanted = Object.entries(vpcLabels ?? {});
        const has = ({ labels = {} }: Vpc): boolean => wanted.every(([key, value]) => labels[key] === value);
        if (vpcLabels !== undefined && !Object.values(vpcs).some(has)) yield "filter.nobody";
      }
      const protocols = [from?.protocol, to?.protocol].filter((protocol) => protocol !== undefined);
      const hasPort = from?.port !== undefined || to?.port !== undefined;
      if (new Set(protocols).size > 1 || (hasPort && protocols[0] === "icmp")) yield "filter.contradiction";
    }
  }
}

function* objectProblems({ exposes, routes }: TinyFabric): Iterable<string> {
  for (const expose of exposes) {
    if (!expose.vpc.external && !isWithin(expose.ips, expose.vpc.addresses)) yield "expose.not-owned";
    if (expose.public.size !== expose.ips.size || isEverything(expose.public) !== isEverything(expose.ips))
      yield "expose.size-mismatch";
    const ports = expose.ports ?? [];
    for (const [index, one] of ports.entries()) {
      for (const other of ports.slice(index + 1)) {
        if (one.protocol !== other.protocol) continue;
        if (one.external === other.external || (expose.isStatic && one.internal === other.internal))
          yield "expose.port-taken";
      }
    }
  }
  for (const { vpc, sources, visible, isStateful, expose, peering } of routes) {
    // what a Peering makes of its parties is told of the Exposes that it makes of them
    if (peering !== undefined) continue;
    if (!vpc.external && !isWithin(sources, vpc.addresses)) yield "route.source-outside";
    if (!isStateful && (sources.size !== visible.size || isEverything(sources) !== isEverything(visible)))
      yield "route.size-mismatch";
    if (expose?.vpc === vpc) yield "route.to-itself";
  }
}

function* overlapProblems({ exposes }: TinyFabric): Iterable<string> {
  for (const [index, one] of exposes.entries()) {
    for (const other of exposes.slice(index + 1)) {
      const sameVpc = one.vpc === other.vpc;
      const comparable = sameVpc ? one.any === other.any : !one.vpc.external && !other.vpc.external;
      if (!comparable) continue;
      const inside = sameVpc && haveCommon(one.ips, other.ips);
      if (inside && one.peering !== other.peering) {
        yield "peering.expose-conflict";
        continue;
      }
      if (inside) yield "expose.internal-taken";
      if (haveCommon(one.public, other.public)) yield "expose.public-taken";
    }
  }
}

function* coverProblems({ exposes, routes }: TinyFabric): Iterable<string> {
  for (const { vpc, destinations, expose } of routes) {
    if (expose !== undefined) continue;
    const offered = union(exposes.filter((each) => each.vpc !== vpc).map((each) => each.public));
    if (!isWithin(destinations, offered)) yield "route.not-exposed";
  }
}

function* forwardProblems({ vpcs, routes }: TinyFabric, routing: TinyRouting): Iterable<string> {
  for (const vpc of vpcs) {
    const own = routes.filter((route) => route.vpc === vpc);
    for (const [index, one] of own.entries()) {
      for (const other of own.slice(index + 1)) if (doTie(one, other)) yield "route.duplicate";
    }
  }
  for (const { vpc, destinations, expose } of routes) {
    if (isEverything(destinations)) continue;
    for (const destination of destinations) {
      const offer = routing.exposedByVpc(destination);
      if (offer === undefined || offer.vpc === vpc || (expose !== undefined && expose !== offer)) continue;
      if (vpc.cidrs.has(destination)) yield "route.destination-inside";
    }
  }
}

/** Some packet fits both by prefixes of one length. Between externals that are named there is an order. */
function doTie(one: TinyRoute, other: TinyRoute): boolean {
  const named = [one, other].every(({ expose }) => expose?.vpc.external === true);
  if (named && one.expose !== other.expose) return false;
  return haveSamePrefix(one.sources, other.sources) && haveSamePrefix(one.destinations, other.destinations);
}

const haveSamePrefix = (a: Set<number>, b: Set<number>): boolean =>
  allAddresses.some(
    (address) => a.has(address) && b.has(address) && prefixLength(a, address) === prefixLength(b, address),
  );

/** What a provider sees, and what it expects answers to. */
function* returnProblems(routing: TinyRouting, provider: TinyVpc): Iterable<string> {
  const seen = distinct([...routing.sights(provider, false), ...routing.sights(provider, true)]);
  for (const [index, one] of seen.entries()) {
    for (const other of seen.slice(index + 1)) {
      if (one.address !== other.address) continue;
      const [a, b] = [one.way.route, other.way.route];
      if (a.vpc !== b.vpc) yield "route.source-taken";
      else if (a.isStateful !== b.isStateful) yield "route.visible-taken";
      else if (!a.isStateful && one.source !== other.source) yield "route.visible-taken";
    }
    const consumer = one.way.route.vpc;
    if (provider.cidrs.has(one.address)) yield "route.source-inside";
    // a way that no source is left for is none
    if (!allAddresses.some((source) => routing.way(provider, source, one.address) !== undefined)) continue;
    const answering = routing.classOne(provider, one.address)?.expose?.vpc;
    if (answering !== undefined && answering !== consumer) yield "route.return-clash";
    const outward = routing.classTwo(provider, one.address);
    const external = outward && routing.bestOf(outward, one.address)?.vpc;
    if (external !== undefined && external !== consumer) yield "route.return-clash";
  }
  yield* ownRouteProblems(routing, provider);
}

/** A packet that a provider's own Route and a static return would both take, and make different things of. */
function* ownRouteProblems(routing: TinyRouting, provider: TinyVpc): Iterable<string> {
  for (const source of allAddresses) {
    for (const destination of allAddresses) {
      const way = routing.way(provider, source, destination);
      const mirror = way && routing.mirror(provider, source, destination);
      if (way === undefined || mirror === undefined) continue;
      const arrives = way.expose.toPrivate.get(destination);
      const sameSource = !way.route.isStateful && way.seen.has(mirror.destination);
      if (!sameSource || arrives !== mirror.source) yield "route.return-clash";
    }
  }
}

/** Each address of each Route once. */
function distinct(sights: Sight[]): Sight[] {
  const found = new Map<string, Sight>();
  for (const sight of sights) {
    const { name, isStateful } = sight.way.route;
    found.set(`${name} ${sight.address} ${isStateful ? "" : sight.source}`, sight);
  }
  return [...found.values()];
}
