import type { AddressBlock } from "../../../model/address.js";
import type { PortMapping } from "../../../model/expose.js";
import type { FabricSpec } from "../../../model/fabric.js";
import type { FilterRule } from "../../../model/filter.js";
import type { PeeringParty } from "../../../model/peering.js";
import type { Vpc } from "../../../model/vpc.js";
import { allAddresses, areSame, blockCidrs, everywhere, outside, pairs, tinyAddresses, union } from "./tiny-space.js";

export interface TinyVpc {
  name: string;
  /** What it owns; of an external without `cidrs`, everything. */
  addresses: Set<number>;
  /** Its `cidrs`, nothing where there are none. */
  cidrs: Set<number>;
  external: boolean;
  priority: number;
  labels: Record<string, string>;
  subnets: Record<string, string>;
}

export interface TinyPort {
  protocol: string;
  external: number;
  internal: number;
}

export interface TinyExpose {
  name: string;
  /** Of a Peering that makes it. */
  peering: string | undefined;
  vpc: TinyVpc;
  ips: Set<number>;
  public: Set<number>;
  /** What a public address stands for. */
  toPrivate: Map<number, number>;
  any: boolean;
  ports: TinyPort[] | undefined;
  isStatic: boolean;
  filter: FilterRule[] | undefined;
}

export interface TinyRoute {
  name: string;
  peering: string | undefined;
  vpc: TinyVpc;
  sources: Set<number>;
  visible: Set<number>;
  /** Whether `as` chooses how it is seen. */
  isChosen: boolean;
  isStateful: boolean;
  /** What a source is seen as; says nothing of a stateful Route. */
  toVisible: Map<number, number>;
  expose: TinyExpose | undefined;
  destinations: Set<number>;
  filter: FilterRule[] | undefined;
}

export interface TinyFabric {
  vpcs: TinyVpc[];
  exposes: TinyExpose[];
  routes: TinyRoute[];
}

interface ExposeLike {
  ips?: AddressBlock[];
  as?: AddressBlock[];
  ports?: PortMapping[];
  returnRoute?: string;
  filter?: FilterRule[];
}

const byName = <T>(record: Record<string, T> | undefined): [string, T][] =>
  Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** A Fabric in plain sets, with what its Peerings make. */
export function tinyFabric(spec: FabricSpec): TinyFabric {
  const vpcs = byName(spec.vpcs).map(([name, vpc]) => tinyVpc(name, vpc));
  const vpcOf = (name: string | undefined): TinyVpc | undefined => vpcs.find((vpc) => vpc.name === name);
  const exposes = byName(spec.exposes).flatMap(([name, expose]) => {
    const vpc = vpcOf(expose.vpc);
    return vpc === undefined ? [] : [tinyExpose(name, undefined, vpc, expose)];
  });
  const routes = byName(spec.routes).flatMap(([name, { from, to, filter }]) => {
    const vpc = vpcOf(from.vpc);
    if (vpc === undefined) return [];
    const expose = exposes.find((each) => each.name === to.expose);
    const destinations = expose?.public ?? setOf(blockCidrs(to.cidrs ?? []));
    return [{ ...tinyRoute(name, vpc, from, expose, destinations), filter }];
  });
  for (const [name, { vpcs: parties }] of byName(spec.peerings)) {
    const made = parties.map((party) => {
      const vpc = vpcOf(party.vpc);
      if (vpc === undefined) throw new Error(`no VPC ${party.vpc}`);
      const expose = tinyExpose(`${name}/${vpc.name}`, name, vpc, party);
      const shared = exposes.find((other) => equalExposes(other, expose));
      if (shared === undefined) exposes.push(expose);
      return { party, vpc, expose: shared ?? expose };
    });
    for (const one of made) {
      for (const other of made) {
        if (one !== other) addRoute(routes, peeringRoute(name, one, other));
      }
    }
  }
  return { vpcs, exposes, routes };
}

function peeringRoute(
  peering: string,
  { party, vpc }: { party: PeeringParty; vpc: TinyVpc },
  peer: { vpc: TinyVpc; expose: TinyExpose },
): TinyRoute {
  const name = `${peering}/${vpc.name}/${peer.vpc.name}`;
  return { ...tinyRoute(name, vpc, party, peer.expose, peer.expose.public), peering, filter: undefined };
}

function addRoute(routes: TinyRoute[], route: TinyRoute): void {
  if (!routes.some((other) => equalRoutes(other, route))) routes.push(route);
}

function tinyVpc(name: string, { cidrs, subnets, external, priority, labels }: Vpc): TinyVpc {
  const owned = setOf(cidrs ?? []);
  return {
    name,
    addresses: cidrs === undefined ? new Set(allAddresses) : owned,
    cidrs: owned,
    external: external ?? false,
    priority: priority ?? 100,
    labels: labels ?? {},
    subnets: subnets ?? {},
  };
}

function tinyExpose(name: string, peering: string | undefined, vpc: TinyVpc, expose: ExposeLike): TinyExpose {
  const cidrs = expose.ips === undefined ? undefined : blockCidrs(expose.ips, vpc.subnets);
  const any = vpc.external && (cidrs === undefined || cidrs.includes(everywhere));
  const ips = any ? new Set(allAddresses) : cidrs === undefined ? vpc.addresses : setOf(cidrs);
  const shown = expose.as === undefined ? ips : setOf(blockCidrs(expose.as));
  return {
    name,
    peering,
    vpc,
    ips,
    public: shown,
    toPrivate: pairs(shown, ips),
    any,
    ports: expose.ports?.flatMap(tinyPorts),
    isStatic: expose.returnRoute === "static",
    filter: expose.filter,
  };
}

function tinyRoute(
  name: string,
  vpc: TinyVpc,
  from: { ips?: AddressBlock[]; as?: AddressBlock[]; nat?: string },
  expose: TinyExpose | undefined,
  destinations: Set<number>,
): Omit<TinyRoute, "filter"> {
  const cidrs = from.ips === undefined ? undefined : blockCidrs(from.ips, vpc.subnets);
  const sources = cidrs === undefined || cidrs.includes(everywhere) ? vpc.addresses : setOf(cidrs);
  const visible = from.as === undefined ? sources : setOf(blockCidrs(from.as));
  return {
    name,
    peering: undefined,
    vpc,
    sources,
    visible,
    isChosen: from.as !== undefined,
    isStateful: from.nat === "stateful",
    toVisible: pairs(sources, visible),
    expose,
    destinations,
  };
}

function tinyPorts({ external, internal, protocol }: PortMapping): TinyPort[] {
  const [outer = 0, outerLast = outer] = external.split("-").map(Number);
  const [inner = 0] = internal.split("-").map(Number);
  return (protocol === undefined ? ["tcp", "udp"] : [protocol]).flatMap((each) =>
    Array.from({ length: outerLast - outer + 1 }, (_, index) => ({
      protocol: each,
      external: outer + index,
      internal: inner + index,
    })),
  );
}

const setOf = (cidrs: string[]): Set<number> => union(cidrs.map(tinyAddresses));

const equalExposes = (a: TinyExpose, b: TinyExpose): boolean =>
  a.vpc === b.vpc &&
  areSame(a.ips, b.ips) &&
  areSame(a.public, b.public) &&
  a.ports === undefined &&
  b.ports === undefined &&
  a.isStatic === b.isStatic &&
  JSON.stringify(a.filter) === JSON.stringify(b.filter);

/** Routes to two different Exposes are two, even where these have the same addresses: one may be an external's. */
const equalRoutes = (a: TinyRoute, b: TinyRoute): boolean =>
  a.vpc === b.vpc &&
  areSame(a.sources, b.sources) &&
  areSame(a.visible, b.visible) &&
  a.isStateful === b.isStateful &&
  areSame(a.destinations, b.destinations) &&
  (a.expose === undefined || b.expose === undefined || a.expose === b.expose) &&
  JSON.stringify(a.filter) === JSON.stringify(b.filter);

/** A set that holds what is outside is everything. */
export const isEverything = (set: Set<number>): boolean => set.has(outside);
