import fc from "fast-check";
import type { AddressBlock } from "../../../model/address.js";
import type { ExposeSpec } from "../../../model/expose.js";
import type { FabricSpec } from "../../../model/fabric.js";
import type { FilterEnd, FilterMatch, FilterRule } from "../../../model/filter.js";
import type { PeeringParty, PeeringSpec } from "../../../model/peering.js";
import type { RouteSpec } from "../../../model/route.js";
import type { Vpc } from "../../../model/vpc.js";
import { Draw } from "./draw.js";
import { everywhere, tinyAddresses } from "./tiny-space.js";

/** Fabrics whose VPC side lies in 10.0.0.0/28, so that a third or more is sound and the others are wrong in every way. */
export const randomFabrics: fc.Arbitrary<FabricSpec> = fc
  .array(fc.noBias(fc.nat(2 ** 16 - 1)), { minLength: 240, maxLength: 240 })
  .map((numbers) => fabricOf(new Draw(numbers)));

/** What was drawn before, so that what is drawn next can keep clear of it, or hit it. */
interface Plan {
  draw: Draw;
  vpcs: [string, Vpc][];
  /** Addresses that a careful author would not give twice. */
  taken: Set<number>;
  /** Addresses that a VPC exposes already, by its name. */
  exposed: Record<string, Set<number>>;
  /** Addresses that VPCs are known by already. */
  shown: Set<number>;
  /** Which VPC has a Route to which Expose already. */
  used: Set<string>;
}

function fabricOf(draw: Draw): FabricSpec {
  const plan: Plan = { draw, vpcs: vpcsOf(draw), taken: new Set(), exposed: {}, shown: new Set(), used: new Set() };
  for (const [, { cidrs, external }] of plan.vpcs) {
    if (external !== true || draw.chance(50)) take(plan, cidrs ?? []);
  }
  const peerings = named("peering", draw.chance(30) ? 1 + Number(draw.chance(15)) : 0, () => peeringOf(plan));
  const exposes = named("expose", draw.between(1, 4), () => exposeOf(plan));
  const routes = named("route", draw.between(1, 4), () => routeOf(plan, Object.entries(exposes)));
  return damaged(draw, { vpcs: Object.fromEntries(plan.vpcs), exposes, routes, peerings });
}

const named = <T>(prefix: string, count: number, make: () => T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index + 1}`, make()]));

function vpcsOf(draw: Draw): [string, Vpc][] {
  const externals = draw.weighted([45, 0], [35, 1], [20, 2]);
  const inner = externals === 2 ? draw.between(1, 2) : draw.between(2, 4 - externals);
  // VPCs of one layout have the same addresses, those of the other have some of their own
  const shared = draw.chance(50);
  const internal = ["a", "b", "c", "d"].slice(0, inner).map((name, index): [string, Vpc] => {
    const base = shared ? draw.weighted([80, 0], [20, 4]) : index * 4;
    const cidrs = draw.weighted(
      [50, [`10.0.0.${base}/30`]],
      [25, [`10.0.0.${base}/31`, `10.0.0.${base + 2}/31`]],
      [25, [`10.0.0.${base}/31`]],
    );
    return [
      name,
      { ...vpcOf(draw, name), cidrs, subnets: { half: `10.0.0.${base}/31`, one: `10.0.0.${base + 1}/32` } },
    ];
  });
  const outer = ["x", "y"].slice(0, externals).map((name): [string, Vpc] => {
    const cidrs = draw.weighted([70, undefined], [15, ["10.0.0.8/29"]], [15, ["10.0.0.12/30"]]);
    const priority = draw.weighted([60, {}], [20, { priority: 50 }], [20, { priority: 100 }]);
    return [name, { ...vpcOf(draw, name), external: true, ...priority, ...(cidrs === undefined ? {} : { cidrs }) }];
  });
  return [...internal, ...outer];
}

const vpcOf = (draw: Draw, name: string): Vpc => ({
  target: { kind: "standalone" },
  attachment: { interface: `if-${name}` },
  ...draw.weighted<Pick<Vpc, "labels">>(
    [40, {}],
    [30, { labels: { tier: "web" } }],
    [30, { labels: { tier: "db", zone: "z1" } }],
  ),
});

function exposeOf(plan: Plan): ExposeSpec {
  const { draw } = plan;
  const [name, vpc] = vpcWithMore(plan);
  const returnRoute = draw.weighted(
    [55, {}],
    [10, { returnRoute: "stateful" as const }],
    [35, { returnRoute: "static" as const }],
  );
  const ports = draw.chance(25) ? { ports: portsOf(draw) } : {};
  const filter = draw.chance(30) ? { filter: filterOf(plan) } : {};
  return { vpc: name, ...offered(plan, name, vpc), ...returnRoute, ...ports, ...filter };
}

/** Addresses of a VPC and how others see them. */
function offered(plan: Plan, name: string, vpc: Vpc): { ips?: AddressBlock[]; as?: AddressBlock[] } {
  const { draw, shown } = plan;
  if (vpc.external === true) {
    const cidr = draw.of(["10.0.0.8/29", "10.0.0.12/30", "10.0.0.0/28", "10.0.0.14/31", "10.0.0.15/32"]);
    const ips = draw.weighted([40, undefined], [10, [{ cidr: everywhere }]], [50, [{ cidr }]]);
    return ips === undefined ? {} : { ips };
  }
  const ips = freePart(plan, name, vpc);
  const addresses = addressesOf(vpc, ips);
  const clashes = addresses.some((address) => shown.has(address));
  if (draw.chance(clashes ? 92 : 50)) return { ips, as: freshFor(plan, vpc, ips) };
  for (const address of addresses) shown.add(address);
  return { ips };
}

/** A VPC that does not expose all that it has, most of the time. */
function vpcWithMore({ draw, vpcs, exposed }: Plan): [string, Vpc] {
  const left = vpcs.filter(([name, vpc]) => {
    const taken = exposed[name];
    if (vpc.external === true) return taken === undefined;
    return addressesOf(vpc, wholeOf(vpc)).some((address) => taken?.has(address) !== true);
  });
  const [name, vpc] = draw.of(left.length === 0 || draw.chance(5) ? vpcs : left);
  if (vpc.external === true) exposed[name] ??= new Set();
  return [name, vpc];
}

/** Addresses of a VPC that it does not expose yet, most of the time. */
function freePart({ draw, exposed }: Plan, name: string, vpc: Vpc): AddressBlock[] {
  const taken = (exposed[name] ??= new Set());
  const free = addressesOf(vpc, wholeOf(vpc)).filter((address) => !taken.has(address));
  const careful = draw.chance(95);
  let part = partOf(draw, vpc);
  for (let tries = careful ? 4 : 0; tries > 0; tries -= 1) {
    if (addressesOf(vpc, part).every((address) => !taken.has(address))) break;
    part = tries > 1 || free.length === 0 ? partOf(draw, vpc) : [{ cidr: `10.0.0.${draw.of(free)}/32` }];
  }
  for (const address of addressesOf(vpc, part)) taken.add(address);
  return part;
}

const wholeOf = ({ cidrs = [] }: Vpc): AddressBlock[] => cidrs.map((cidr) => ({ cidr }));

/** Some of a VPC's addresses, seldom others. */
function partOf(draw: Draw, { cidrs = [], subnets }: Vpc): AddressBlock[] {
  if (draw.chance(1)) return [{ cidr: anyCidr(draw) }];
  const whole = cidrs.map((cidr) => ({ cidr }));
  if (subnets === undefined) return whole;
  const half = { fromVpcSubnet: "half" };
  const one = { fromVpcSubnet: "one" };
  return draw.weighted(
    [30, whole],
    [15, [half]],
    [20, [one]],
    [20, [{ cidr: draw.of(cidrs) }]],
    [10, [{ cidr: inside(draw, draw.of(cidrs)) }]],
    [5, [one, half]],
  );
}

/** As many addresses as blocks have, that nobody has yet; seldom whatever. */
function freshFor(plan: Plan, vpc: Vpc, blocks: AddressBlock[]): AddressBlock[] {
  const { draw, taken } = plan;
  if (draw.chance(4)) return [{ cidr: anyCidr(draw) }];
  const count = sizeOf(vpc, blocks);
  const free = [...tinyAddresses("10.0.0.0/28")].filter((address) => !taken.has(address));
  const sizes = count === 4 && draw.chance(20) ? [2, 2] : count === 2 && draw.chance(15) ? [1, 1] : bits(count);
  return sizes.map((size) => {
    const starts = free.filter((start) => start % size === 0 && upTo(start, size).every((each) => free.includes(each)));
    const start = starts.length === 0 ? draw.below(16 / size) * size : draw.of(starts);
    for (const each of upTo(start, size)) {
      taken.add(each);
      if (free.includes(each)) free.splice(free.indexOf(each), 1);
    }
    return { cidr: `10.0.0.${start}/${32 - Math.log2(size)}` };
  });
}

const bits = (count: number): number[] => [16, 8, 4, 2, 1].filter((size) => Math.floor(count / size) % 2 === 1);
const upTo = (start: number, size: number): number[] => Array.from({ length: size }, (_, index) => start + index);

const sizeOf = (vpc: Vpc, blocks: AddressBlock[]): number => Math.min(addressesOf(vpc, blocks).length, 16);

function addressesOf(vpc: Vpc, blocks: AddressBlock[]): number[] {
  const cidrs = blocks.map(({ cidr, fromVpcSubnet }) => cidr ?? vpc.subnets?.[fromVpcSubnet ?? ""] ?? "");
  return [...new Set(cidrs.flatMap((cidr) => [...tinyAddresses(cidr)]))];
}

function routeOf(plan: Plan, exposes: [string, ExposeSpec][]): RouteSpec {
  const { draw, used } = plan;
  const everyUse = exposes.flatMap(([name, expose]) =>
    plan.vpcs.map(([from, vpc]) => ({ name, expose, from, vpc, key: `${from} ${name}` })),
  );
  const others = everyUse.filter(({ expose, from }) => from !== expose.vpc);
  const fresh = others.filter(
    ({ key, expose, vpc }) => !used.has(key) && !addressesOf(vpc, expose.as ?? expose.ips ?? []).some(isIn(vpc)),
  );
  const { name, expose, from, vpc, key } = draw.of(
    draw.chance(2) ? everyUse : fresh.length === 0 || draw.chance(20) ? others : fresh,
  );
  used.add(key);
  const filter = draw.chance(30) ? { filter: filterOf(plan) } : {};
  return { from: { vpc: from, ...sourcesOf(plan, vpc) }, to: destinationsOf(draw, name, expose, exposes), ...filter };
}

const isIn =
  (vpc: Vpc) =>
  (address: number): boolean =>
    addressesOf(vpc, wholeOf(vpc)).includes(address);

function sourcesOf(plan: Plan, vpc: Vpc): Omit<RouteSpec["from"], "vpc"> {
  const { draw } = plan;
  if (vpc.external === true) {
    const ips = draw.weighted([50, undefined], [10, [{ cidr: everywhere }]], [40, [{ cidr: anyCidr(draw) }]]);
    if (ips === undefined || draw.chance(65)) return ips === undefined ? {} : { ips };
    const [{ cidr = "" } = {}] = ips;
    if (cidr !== everywhere && draw.chance(50)) return { ips, as: freshFor(plan, vpc, ips) };
    return { ips, as: freshFor(plan, vpc, [{ cidr: "10.0.0.0/31" }]), nat: "stateful" };
  }
  const ips = draw.weighted([40, undefined], [5, [{ cidr: everywhere }]], [55, partOf(draw, vpc)]);
  const kind = draw.weighted([40, "plain"], [35, "static"], [25, "stateful"]);
  const named = ips === undefined ? {} : { ips };
  if (kind === "plain") return named;
  const whole = (vpc.cidrs ?? []).map((cidr) => ({ cidr }));
  const real = ips === undefined || ips.some(({ cidr }) => cidr === everywhere) ? whole : ips;
  if (kind === "static")
    return { ...named, as: freshFor(plan, vpc, real), ...(draw.chance(50) ? { nat: "static" as const } : {}) };
  const pool = freshFor(plan, vpc, [{ cidr: `10.0.0.0/${draw.weighted([60, 32], [40, 31])}` }]);
  return { ...named, as: pool, nat: "stateful" };
}

function destinationsOf(
  draw: Draw,
  name: string,
  { ips, as }: ExposeSpec,
  exposes: [string, ExposeSpec][],
): RouteSpec["to"] {
  if (draw.chance(55)) return { expose: name };
  const any = exposes.some(([, each]) => each.ips === undefined || each.ips.some(({ cidr }) => cidr === everywhere));
  if (draw.chance(any ? 40 : 1)) return { cidrs: [{ cidr: everywhere }] };
  const shown = (as ?? ips ?? []).filter(({ cidr }) => cidr !== undefined && cidr !== everywhere);
  if (shown.length === 0) return draw.chance(95) ? { expose: name } : { cidrs: [{ cidr: anyCidr(draw) }] };
  return draw.weighted(
    [60, { cidrs: shown }],
    [36, { cidrs: [{ cidr: inside(draw, draw.of(shown).cidr ?? "") }] }],
    [4, { cidrs: [{ cidr: anyCidr(draw) }] }],
  );
}

function peeringOf(plan: Plan): PeeringSpec {
  const { draw } = plan;
  const parties = draw.shuffled(plan.vpcs).slice(0, draw.weighted([75, 2], [25, 3]));
  return {
    vpcs: parties.map(([vpc, each]): PeeringParty => {
      const whole = (each.cidrs ?? []).map((cidr) => ({ cidr }));
      const named = each.external === true || draw.chance(15) ? {} : offered(plan, vpc, each);
      if (named.ips === undefined) plan.exposed[vpc] = new Set(addressesOf(each, whole));
      const bounded = each.external === true && each.cidrs !== undefined ? { ips: whole } : {};
      return {
        vpc,
        ...bounded,
        ...named,
        ...draw.weighted([65, {}], [35, { returnRoute: "static" as const }]),
        ...(draw.chance(20) ? { filter: filterOf(plan) } : {}),
      };
    }),
  };
}

const portsOf = (draw: Draw): NonNullable<ExposeSpec["ports"]> =>
  draw.weighted(
    [35, [{ external: "80", internal: "8080" }]],
    [25, [{ external: "80", internal: "81", protocol: "tcp" as const }]],
    [20, [{ external: "80-82", internal: "90-92" }]],
    [
      12,
      [
        { external: "80", internal: "81", protocol: "tcp" as const },
        { external: "81", internal: "80", protocol: "tcp" as const },
        { external: "80", internal: "80", protocol: "udp" as const },
      ],
    ],
    [
      4,
      [
        { external: "80-81", internal: "90-91" },
        { external: "81", internal: "99" },
      ],
    ],
    [
      4,
      [
        { external: "80", internal: "90" },
        { external: "81", internal: "90" },
      ],
    ],
  );

const filterOf = (plan: Plan): FilterRule[] =>
  Array.from({ length: plan.draw.between(1, 3) }, () => {
    const { draw } = plan;
    const ends = draw.weighted<("from" | "to")[]>([20, []], [20, ["from"]], [40, ["to"]], [20, ["from", "to"]]);
    const match: FilterMatch = Object.fromEntries(ends.map((end) => [end, filterEnd(plan)]));
    // a line names a protocol once, and no ports of ICMP
    if (match.from?.protocol !== undefined && match.to !== undefined && draw.chance(97)) match.to = { vpc: "*" };
    if (match.to?.protocol === "icmp" && match.from !== undefined && draw.chance(97)) match.from = { vpc: "*" };
    return draw.chance(75) ? { permit: match } : { deny: match };
  });

function filterEnd({ draw, vpcs }: Plan): FilterEnd {
  const [name] = draw.of(vpcs);
  const known = vpcs.flatMap(([, { labels }]) => (labels === undefined ? [] : [labels]));
  const labels = known.length === 0 || draw.chance(3) ? { tier: "none" } : draw.of(known);
  const [tier = "none"] = Object.values(labels);
  const often = known.length === 0 ? 1 : 10;
  return draw.weighted<FilterEnd>(
    [15, { vpc: name }],
    [5, { vpc: "*", port: "80" }],
    [often, { vpcLabels: { tier } }],
    [often, { vpcLabels: labels }],
    [10, { ips: [{ cidr: anyCidr(draw) }, { cidr: anyCidr(draw) }] }],
    [4, { ips: [{ cidr: everywhere }] }],
    [20, { port: draw.of(["80", "80-81", "81-90", "8080"]) }],
    [10, { protocol: draw.of(["tcp" as const, "udp" as const, "icmp" as const]) }],
    [10, { protocol: "tcp", port: "80" }],
    [1, { protocol: "icmp", port: "80" }],
    [10, { vpc: name, port: "80-90", ips: [{ cidr: anyCidr(draw) }] }],
  );
}

/** What only a slip makes, once in a while. */
function damaged(draw: Draw, spec: Required<Pick<FabricSpec, "vpcs" | "exposes" | "routes" | "peerings">>): FabricSpec {
  const [name = "", vpc] = Object.entries(spec.vpcs)[0] ?? [];
  const expose = spec.exposes["expose1"];
  const route = spec.routes["route1"];
  if (vpc === undefined || expose === undefined || route === undefined) return spec;
  const withVpc = (change: Partial<Vpc>): FabricSpec => ({
    ...spec,
    vpcs: { ...spec.vpcs, [name]: { ...vpc, ...change } },
  });
  const withExpose = (change: ExposeSpec): FabricSpec => ({
    ...spec,
    exposes: { ...spec.exposes, expose1: { ...expose, ...change } },
  });
  return draw.weighted<FabricSpec>(
    [930, spec],
    [10, withVpc({ subnets: { ...vpc.subnets, half: "10.0.0.14/31" } })],
    [10, withExpose({ ips: [{ fromVpcSubnet: "nowhere" }] })],
    [10, withExpose({ as: [{ fromVpcSubnet: "half" }] })],
    [10, withExpose({ filter: [{ permit: { to: { ips: [{ fromVpcSubnet: "half" }] } } }] })],
    [10, withExpose({ as: [{ cidr: draw.of(["127.0.0.0/30", "169.254.0.0/30", everywhere, "224.0.0.0/30"]) }] })],
    [10, { ...spec, routes: { ...spec.routes, route1: { ...route, to: { cidrs: [{ cidr: "127.0.0.0/8" }] } } } }],
  );
}

const anyCidr = (draw: Draw): string => {
  const length = draw.weighted([10, 28], [15, 29], [25, 30], [25, 31], [25, 32]);
  const size = 2 ** (32 - length);
  return `10.0.0.${draw.below(16 / size) * size}/${length}`;
};

/** A CIDR within another. */
function inside(draw: Draw, cidr: string): string {
  const addresses = [...tinyAddresses(cidr)];
  const start = draw.of(addresses);
  if (addresses.length < 4 || draw.chance(50)) return `10.0.0.${start}/32`;
  return `10.0.0.${start - (start % 2)}/31`;
}

function take({ taken }: Plan, cidrs: string[]): void {
  for (const address of cidrs.flatMap((cidr) => [...tinyAddresses(cidr)])) taken.add(address);
}
