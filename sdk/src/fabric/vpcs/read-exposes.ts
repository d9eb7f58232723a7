import { ReturnRoute } from "../../model/choices.js";
import { parseDuration } from "../../model/duration.js";
import type { ExposeSpec } from "../../model/expose.js";
import type { Problem } from "../../model/problem.js";
import { describeSet } from "../addresses/cidr.js";
import { difference, type RangeSet, totalSize } from "../addresses/range.js";
import { segmentsBetween } from "../addresses/segment.js";
import { unicast } from "../addresses/special-use.js";
import { propertyPath } from "../path.js";
import { isAnywhere, readBlocks } from "./blocks.js";
import type { CheckedVpc, CheckedVpcExpose, Origin } from "./checked.js";
import { readFilter } from "./read-filter.js";
import { readPorts } from "./ports.js";

/** An offer as it is declared, by its own declaration or by a Peering. */
export interface DeclaredExpose {
  name: string;
  origin: Origin;
  at: PropertyKey[];
  spec: Omit<ExposeSpec, "vpc"> & { vpc: string };
}

/** An offer with its addresses; undefined where something is wrong with it. */
export function readExpose(
  { name, origin, at, spec }: DeclaredExpose,
  vpcs: Map<string, CheckedVpc>,
  problems: Problem[],
): CheckedVpcExpose | undefined {
  const vpc = vpcs.get(spec.vpc);
  if (vpc === undefined) return undefined;
  const before = problems.length;
  const any = vpc.external && (spec.ips === undefined || isAnywhere(spec.ips));
  const ips = any ? unicast : ownedAddresses(spec, vpc, at, problems);
  const seen = spec.as === undefined ? ips : readBlocks(spec.as, { at: [...at, "as"] }, problems);
  const returnRoute = spec.returnRoute ?? ReturnRoute.Stateful;
  const ports =
    spec.ports === undefined
      ? undefined
      : readPorts(spec.ports, [...at, "ports"], returnRoute === ReturnRoute.Static, problems);
  const filter = spec.filter === undefined ? undefined : readFilter(spec.filter, [...at, "filter"], vpcs, problems);
  if (ips !== undefined && seen !== undefined && totalSize(ips) !== totalSize(seen)) {
    problems.push({
      code: "expose.size-mismatch",
      path: propertyPath(...at, "as"),
      message: any
        ? `an external that offers everything cannot offer it as ${describeSet(seen)}`
        : `as has ${totalSize(seen)} addresses (${describeSet(seen)}) for ${totalSize(ips)} (${describeSet(ips)})`,
      hint: any ? "name its ips, or leave as out" : "static NAT is one to one: make both the same size",
    });
  }
  if (problems.length > before || ips === undefined || seen === undefined) return undefined;
  return {
    name,
    origin,
    vpc,
    ips,
    public: seen,
    translation: spec.as === undefined ? [] : segmentsBetween(seen, ips),
    any,
    ports,
    returnRoute,
    filter,
    idleTimeout: spec.idleTimeout === undefined ? undefined : parseDuration(spec.idleTimeout),
  };
}

/** What an Expose offers belongs to its VPC; of an external it is what is allowed from there. */
function ownedAddresses(
  { ips }: ExposeSpec,
  vpc: CheckedVpc,
  at: PropertyKey[],
  problems: Problem[],
): RangeSet | undefined {
  if (ips === undefined) return vpc.addresses;
  const addresses = readBlocks(ips, { at: [...at, "ips"], subnetsOf: vpc }, problems);
  if (addresses === undefined || vpc.external) return addresses;
  const foreign = difference(addresses, vpc.addresses);
  if (foreign.length === 0) return addresses;
  problems.push({
    code: "expose.not-owned",
    path: propertyPath(...at, "ips"),
    message: `${describeSet(foreign)} is not in VPC "${vpc.name}", which has ${describeSet(vpc.addresses)}`,
    hint: "expose addresses of the VPC, or add them to its cidrs",
  });
  return addresses;
}
