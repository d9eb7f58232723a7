import type { AttachedVpc } from "./configuration.js";

/** What `ip` shows of a network namespace, as far as the agent looks. */
export interface Network {
  interfaces: ReadonlyMap<string, { up: boolean; addresses: readonly string[] }>;
  rules: readonly Rule[];
  /** Of the agent's own tables. */
  routes: readonly TableRoute[];
}

/** A rule that leads to one of the agent's tables. */
export interface Rule {
  preference: number;
  /** As `ip rule` takes it. */
  selector: string;
  table: number;
}

export interface TableRoute {
  table: number;
  to: string;
  via?: string;
  device: string;
}

/** An address of the gateway on an interface. */
export interface OwnAddress {
  interface: string;
  address: string;
}

/** Lines for `ip -batch`, in three parts around the transaction of the table. */
export interface NetworkPlan {
  /** What the new table needs; added first. */
  before: string[];
  /** Takes `before` back, if the table is refused. */
  undo: string[];
  /** What nobody needs any more. */
  after: string[];
  /** Addresses that `before` adds: the neighbours are to hear of them. */
  announced: OwnAddress[];
  /** What cannot be there yet, in words. */
  missing: string[];
}

/** The agent's routing tables: `IS` and the id of the VPC. */
const FIRST_TABLE = 0x49530000;
const tableOf = ({ id }: AttachedVpc): number => FIRST_TABLE + id;

/** True for a table that is the agent's. */
export const isOwnTable = (table: number): boolean => table > FIRST_TABLE && table < FIRST_TABLE + 0x4000;

/** Errors that the gateway itself sends, first; then what it forwards. */
const preferences = { own: 1000, forwarded: 1001 };

/**
 * What leads from a network to the one that VPCs need. `owned` are addresses that the agent put on interfaces before;
 * a gateway that stands by has none.
 */
export function networkPlan(
  vpcs: readonly AttachedVpc[],
  network: Network,
  owned: readonly OwnAddress[],
  active: boolean,
): NetworkPlan {
  const plan: NetworkPlan = { before: [], undo: [], after: [], announced: [], missing: [] };
  const there = vpcs.filter((vpc) => network.interfaces.has(vpc.interface));
  for (const vpc of vpcs) {
    if (!there.includes(vpc)) plan.missing.push(`${vpc.name}: interface ${vpc.interface} is not there`);
  }
  linksUp(there, network, plan);
  planAddresses(vpcs, network, owned, active, plan);
  planRoutes(there, network, plan);
  planRules(vpcs, network, plan);
  plan.undo.reverse();
  return plan;
}

function linksUp(vpcs: readonly AttachedVpc[], network: Network, plan: NetworkPlan): void {
  for (const { interface: device } of vpcs) {
    if (network.interfaces.get(device)?.up === false) plan.before.push(`link set dev ${device} up`);
  }
}

function planAddresses(
  vpcs: readonly AttachedVpc[],
  { interfaces }: Network,
  owned: readonly OwnAddress[],
  active: boolean,
  plan: NetworkPlan,
): void {
  const wanted = new Map(vpcs.map((vpc) => [addressKey(vpc), vpc]));
  for (const own of [...wanted.values()]) {
    const found = interfaces.get(own.interface);
    if (found === undefined) continue;
    const has = found.addresses.includes(own.address);
    if (active && !has) {
      plan.before.push(`address add ${own.address} dev ${own.interface} noprefixroute`);
      plan.undo.push(`address del ${own.address} dev ${own.interface}`);
      plan.announced.push({ interface: own.interface, address: own.address });
    }
    if (!active && has) plan.after.push(`address del ${own.address} dev ${own.interface}`);
  }
  for (const own of owned) {
    const has = interfaces.get(own.interface)?.addresses.includes(own.address) === true;
    if (has && !wanted.has(addressKey(own))) plan.after.push(`address del ${own.address} dev ${own.interface}`);
  }
}

function planRoutes(vpcs: readonly AttachedVpc[], { routes }: Network, plan: NetworkPlan): void {
  const existing = new Map(routes.map((route) => [routeKey(route), route]));
  const wanted = new Set<string>();
  for (const vpc of vpcs) {
    for (const { to, via } of vpc.routes) {
      const route = { table: tableOf(vpc), to, device: vpc.interface, ...(via === undefined ? {} : { via }) };
      const key = routeKey(route);
      wanted.add(key);
      const old = existing.get(key);
      if (old !== undefined && routeText(old) === routeText(route)) continue;
      plan.before.push(`route replace ${routeText(route)}`);
      plan.undo.push(old === undefined ? `route del ${routeText(route)}` : `route replace ${routeText(old)}`);
    }
  }
  for (const [key, route] of existing) if (!wanted.has(key)) plan.after.push(`route del ${routeText(route)}`);
}

function planRules(vpcs: readonly AttachedVpc[], network: Network, plan: NetworkPlan): void {
  const existing = new Set(network.rules.map(ruleText));
  const wanted = new Set(vpcs.flatMap((vpc) => rulesOf(vpc).map(ruleText)));
  for (const rule of wanted) {
    if (existing.has(rule)) continue;
    plan.before.push(`rule add ${rule}`);
    plan.undo.push(`rule del ${rule}`);
  }
  for (const rule of existing) if (!wanted.has(rule)) plan.after.push(`rule del ${rule}`);
}

/** A mark's low half is the VPC a packet goes to, its high half where it came from: there an ICMP error goes. */
const rulesOf = (vpc: AttachedVpc): Rule[] => [
  {
    preference: preferences.own,
    selector: `iif lo fwmark ${hex(vpc.id * 0x10000)}/0xffff0000`,
    table: tableOf(vpc),
  },
  { preference: preferences.forwarded, selector: `fwmark ${hex(vpc.id)}/0xffff`, table: tableOf(vpc) },
];

const hex = (value: number): string => `0x${value.toString(16)}`;
const addressKey = (own: OwnAddress): string => `${own.interface} ${own.address}`;
const routeKey = ({ table, to }: TableRoute): string => `${table} ${to}`;

/** `onlink`, since the gateway's address need not share a block with the router's. */
const routeText = ({ table, to, via, device }: TableRoute): string =>
  `${to}${via === undefined ? "" : ` via ${via}`} dev ${device}${via === undefined ? "" : " onlink"} table ${table}`;

const ruleText = ({ preference, selector, table }: Rule): string => `pref ${preference} ${selector} lookup ${table}`;
