import { NatType } from "../../model/choices.js";
import { parseDuration } from "../../model/duration.js";
import type { Problem } from "../../model/problem.js";
import type { RouteSource, RouteSpec } from "../../model/route.js";
import { describeSet } from "../addresses/cidr.js";
import { difference, type RangeSet, totalSize } from "../addresses/range.js";
import { segmentsBetween } from "../addresses/segment.js";
import { unicast } from "../addresses/special-use.js";
import { propertyPath } from "../path.js";
import { isAnywhere, readBlocks } from "./blocks.js";
import type { CheckedVpc, CheckedVpcExpose, CheckedVpcRoute, Origin } from "./checked.js";
import { readFilter } from "./read-filter.js";

/** A use of offers as it is declared, by its own declaration or by a Peering. */
export interface DeclaredRoute {
  name: string;
  origin: Origin;
  at: PropertyKey[];
  spec: Omit<RouteSpec, "from"> & { from: RouteSource & { vpc: string } };
}

/** A Route with its addresses; undefined where something is wrong with it, or with the Expose that it names. */
export function readRoute(
  { name, origin, at, spec }: DeclaredRoute,
  vpcs: Map<string, CheckedVpc>,
  exposes: Map<string, CheckedVpcExpose>,
  problems: Problem[],
): CheckedVpcRoute | undefined {
  const vpc = vpcs.get(spec.from.vpc);
  if (vpc === undefined) return undefined;
  const before = problems.length;
  const sources = readSources(spec.from, vpc, [...at, "from"], problems);
  const nat = spec.from.nat ?? NatType.Static;
  const visible =
    spec.from.as === undefined ? sources : readBlocks(spec.from.as, { at: [...at, "from", "as"] }, problems);
  if (spec.from.as === undefined && nat === NatType.Stateful) {
    problems.push({
      code: "route.pool-missing",
      path: propertyPath(...at, "from", "nat"),
      message: "nat is stateful, and there are no addresses to share",
      hint: "add as, or leave nat out",
    });
  }
  if (sources !== undefined && visible !== undefined && nat === NatType.Static)
    problems.push(...sizeProblems(sources, visible, at));
  const filter = spec.filter === undefined ? undefined : readFilter(spec.filter, [...at, "filter"], vpcs, problems);
  const expose = spec.to.expose === undefined ? undefined : exposes.get(spec.to.expose);
  const destinations =
    spec.to.cidrs === undefined
      ? expose?.public
      : isAnywhere(spec.to.cidrs)
        ? unicast
        : readBlocks(spec.to.cidrs, { at: [...at, "to", "cidrs"] }, problems);
  if (problems.length > before || sources === undefined || visible === undefined || destinations === undefined)
    return undefined;
  return {
    name,
    origin,
    vpc,
    sources,
    visible,
    nat,
    translation: spec.from.as === undefined || nat === NatType.Stateful ? [] : segmentsBetween(sources, visible),
    expose,
    destinations,
    filter,
    idleTimeout: spec.idleTimeout === undefined ? undefined : parseDuration(spec.idleTimeout),
  };
}

/** Whether the other side sees other addresses than the sources. */
export const isTranslated = ({ sources, visible }: CheckedVpcRoute): boolean => visible !== sources;

/** Whether a Route asks for every address there is. */
export const leadsAnywhere = ({ expose, destinations }: CheckedVpcRoute): boolean =>
  expose === undefined && destinations === unicast;

/** The addresses that may use it: all of the VPC, or some of them. Nobody knows what an external has. */
function readSources(
  { ips }: RouteSource,
  vpc: CheckedVpc,
  at: PropertyKey[],
  problems: Problem[],
): RangeSet | undefined {
  if (ips === undefined || isAnywhere(ips)) return vpc.addresses;
  const sources = readBlocks(ips, { at: [...at, "ips"], subnetsOf: vpc }, problems);
  if (sources === undefined || vpc.external) return sources;
  const foreign = difference(sources, vpc.addresses);
  if (foreign.length === 0) return sources;
  problems.push({
    code: "route.source-outside",
    path: propertyPath(...at, "ips"),
    message: `${describeSet(foreign)} is not in VPC "${vpc.name}", which has ${describeSet(vpc.addresses)}`,
    hint: "name addresses of the VPC, or leave ips out for all of them",
  });
  return sources;
}

function* sizeProblems(sources: RangeSet, visible: RangeSet, at: PropertyKey[]): Iterable<Problem> {
  if (totalSize(sources) === totalSize(visible)) return;
  yield {
    code: "route.size-mismatch",
    path: propertyPath(...at, "from", "as"),
    message: `as has ${totalSize(visible)} addresses (${describeSet(visible)}) for ${totalSize(sources)} (${describeSet(sources)})`,
    hint: "static NAT is one to one: make both the same size, or set nat to stateful",
  };
}
