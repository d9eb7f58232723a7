import type { Problem } from "../../model/problem.js";
import { describeSet } from "../addresses/cidr.js";
import { difference, intersection, rangeSet, type RangeSet } from "../addresses/range.js";
import { grouped } from "../grouped.js";
import { propertyPath, quoted } from "../path.js";
import type { CheckedVpc, CheckedVpcExpose, CheckedVpcRoute } from "./checked.js";
import { prefixesOfSet } from "./prefixes.js";
import { leadsAnywhere } from "./read-routes.js";
import { ownsAddresses } from "./read-vpcs.js";

type Place = (route: CheckedVpcRoute) => PropertyKey[];

/** What a Route leads to is exposed by others, and by others only (R11, R17). */
export function* destinationProblems(
  routes: CheckedVpcRoute[],
  exposes: CheckedVpcExpose[],
  isComplete: boolean,
  at: Place,
): Iterable<Problem> {
  const offeredBy = grouped(exposes, ({ vpc }) => vpc);
  const offered = new Map([...offeredBy].map(([vpc, own]) => [vpc, rangeSet(own.flatMap((expose) => expose.public))]));
  const everything = rangeSet([...offered.values()].flat());
  const othersOf = othersOffers(offeredBy, everything);
  for (const route of routes) {
    const { vpc, expose, destinations } = route;
    if (expose?.vpc === vpc) {
      yield {
        code: "route.to-itself",
        path: propertyPath(...at(route), "to", "expose"),
        message: `Expose ${quoted(expose.name)} is of VPC "${vpc.name}" itself, whose packets do not pass a gateway to get there`,
        hint: "lead the Route to an Expose of another VPC",
      };
      continue;
    }
    if (expose !== undefined || !isComplete) continue;
    const missing = difference(destinations, othersOf(vpc));
    if (missing.length === 0) continue;
    yield {
      code: "route.not-exposed",
      path: propertyPath(...at(route), "to", "cidrs"),
      message: `no Expose of another VPC offers ${describeSet(missing)}`,
      hint: "lead the Route to addresses that are exposed, or expose these",
    };
  }
}

/** What others than a VPC offer. Only what its own Exposes offer alone is missing there. */
function othersOffers(offeredBy: Map<CheckedVpc, CheckedVpcExpose[]>, everything: RangeSet) {
  const known = new Map<CheckedVpc, RangeSet>();
  return (vpc: CheckedVpc): RangeSet => {
    if (!offeredBy.has(vpc)) return everything;
    const before = known.get(vpc);
    if (before !== undefined) return before;
    const others = rangeSet([...offeredBy].flatMap(([of, own]) => (of === vpc ? [] : own)).flatMap((e) => e.public));
    known.set(vpc, others);
    return others;
  };
}

/** What a VPC owns it reaches without a gateway, so no Route of its leads there (M3). */
export function* insideProblems(routes: CheckedVpcRoute[], exposes: CheckedVpcExpose[], at: Place): Iterable<Problem> {
  const inner = exposes.filter(({ vpc }) => !vpc.external);
  const offered = rangeSet(inner.flatMap((expose) => expose.public));
  const ownOffers = grouped(inner, ({ vpc }) => vpc);
  const known = new Map<CheckedVpc, RangeSet>();
  const offeredInside = (vpc: CheckedVpc): RangeSet => {
    const before = known.get(vpc);
    if (before !== undefined) return before;
    const own = rangeSet((ownOffers.get(vpc) ?? []).flatMap((expose) => expose.public));
    const set = difference(intersection(vpc.addresses, offered), own);
    known.set(vpc, set);
    return set;
  };
  for (const route of routes) {
    const { vpc, destinations, expose } = route;
    if (leadsAnywhere(route) || !ownsAddresses(vpc) || expose?.vpc === vpc || expose?.vpc.external === true) continue;
    const inside = intersection(destinations, offeredInside(vpc));
    if (inside.length === 0) continue;
    yield {
      code: "route.destination-inside",
      path: propertyPath(...at(route), "to", expose === undefined ? "cidrs" : "expose"),
      message: `${describeSet(inside)} is inside VPC "${vpc.name}" itself, so its packets never come to the gateway`,
      hint: "have the other VPC expose these addresses under others with as",
    };
  }
}

/** Two Routes of a VPC never tie: one prefix of destinations and one of sources lead one way (R21). */
export function* duplicateProblems(routes: CheckedVpcRoute[], at: Place): Iterable<Problem> {
  for (const own of grouped(routes, ({ vpc }) => vpc).values()) {
    const seen = new Map<string, CheckedVpcRoute[]>();
    const reported = new Set<string>();
    for (const route of own) {
      for (const destination of prefixesOfSet(route.destinations)) {
        for (const source of prefixesOfSet(route.sources)) {
          const key = `${destination.first}-${destination.last} ${source.first}-${source.last}`;
          const before = seen.get(key) ?? [];
          const earlier = before.find((each) => !mayTie(each, route));
          if (earlier === undefined) {
            seen.set(key, [...before, route]);
            continue;
          }
          if (reported.has(JSON.stringify([earlier.name, route.name]))) continue;
          reported.add(JSON.stringify([earlier.name, route.name]));
          yield {
            code: "route.duplicate",
            path: propertyPath(...at(route)),
            message: `Routes ${quoted(earlier.name)} and ${quoted(route.name)} of VPC "${route.vpc.name}" both lead from ${describeSet([source])} to ${describeSet([destination])}, and neither is more specific`,
            hint: "remove one, or give them different sources or destinations",
          };
        }
      }
    }
  }
}

/** Between externals there is an order, so Routes to two of them may say the same (A7). */
const mayTie = (a: CheckedVpcRoute, b: CheckedVpcRoute): boolean =>
  a.expose !== b.expose && [a, b].every(({ expose }) => expose?.vpc.external === true);
