import type { AddressBlock } from "../../model/address.js";
import type { Problem } from "../../model/problem.js";
import { cidrRange } from "../addresses/cidr.js";
import { type Range, type RangeSet, rangeSet } from "../addresses/range.js";
import { specialUseOf } from "../addresses/special-use.js";
import { suggestName } from "../nearest.js";
import { propertyPath } from "../path.js";
import type { CheckedVpc } from "./checked.js";

/** The block that stands for every address. */
export const anywhere = "0.0.0.0/0";

/** Whether blocks are the one that stands for every address. */
export const isAnywhere = (blocks: AddressBlock[]): boolean => blocks.length === 1 && blocks[0]?.cidr === anywhere;

/** A block's addresses, where it is known whose subnets it may name. */
export const blockRange = (
  { cidr, fromVpcSubnet = "" }: AddressBlock,
  vpc: CheckedVpc | undefined,
): Range | undefined => (cidr === undefined ? vpc?.subnets[fromVpcSubnet] : cidrRange(cidr));

/** What may stand in a list of blocks. */
export interface BlockRules {
  at: PropertyKey[];
  /** Whose subnets may be named; undefined is nobody's. */
  subnetsOf?: CheckedVpc;
  /** Whether `0.0.0.0/0` may be there, for every address. */
  mayBeAnywhere?: boolean;
}

/** The addresses of blocks as one set; undefined where a block has a problem. */
export function readBlocks(blocks: AddressBlock[], rules: BlockRules, problems: Problem[]): RangeSet | undefined {
  const before = problems.length;
  const ranges = blocks.flatMap((block, index) => {
    if (block.fromVpcSubnet !== undefined)
      return subnetRange(block.fromVpcSubnet, propertyPath(...rules.at, index), rules.subnetsOf, problems);
    const { cidr = anywhere } = block;
    if (cidr === anywhere && rules.mayBeAnywhere === true) return [cidrRange(cidr)];
    const range = cidrRange(cidr);
    const special = specialUseOf(range);
    if (special !== undefined) problems.push(specialUseProblem(propertyPath(...rules.at, index), cidr, special));
    return [range];
  });
  return problems.length > before ? undefined : rangeSet(ranges);
}

function subnetRange(subnet: string, path: string, vpc: CheckedVpc | undefined, problems: Problem[]): RangeSet {
  const range = vpc !== undefined && Object.hasOwn(vpc.subnets, subnet) ? vpc.subnets[subnet] : undefined;
  if (range !== undefined) return [range];
  problems.push(
    vpc === undefined
      ? {
          code: "address.subnet-misplaced",
          path: `${path}.fromVpcSubnet`,
          message: `subnet "${subnet}" is named where addresses belong to no one VPC`,
          hint: "write the addresses as cidr",
        }
      : {
          code: "vpc.subnet-unknown",
          path: `${path}.fromVpcSubnet`,
          message: `VPC "${vpc.name}" has no subnet "${subnet}"`,
          hint: suggestName(subnet, Object.keys(vpc.subnets), `declare it under vpcs.${vpc.name}.subnets`),
        },
  );
  return [];
}

/** Addresses that no host between networks has. */
export const specialUseProblem = (path: string, cidr: string, special: string): Problem => ({
  code: "address.special-use",
  path,
  message: `${cidr} overlaps ${special}, which is no host's address between networks (RFC 6890)`,
  hint: "choose unicast addresses",
});
