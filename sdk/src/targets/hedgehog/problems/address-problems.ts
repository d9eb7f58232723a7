import { describeSet } from "../../../fabric/addresses/cidr.js";
import { specialUseOf } from "../../../fabric/addresses/special-use.js";
import type { Problem } from "../../../model/problem.js";
import { type Claim, publicOf } from "../claims.js";
import { bySubnets } from "../exposures.js";
import type { Party } from "../party.js";

/** What is shown is in subnets of its VPC, and can be the address of a host. */
export function* addressProblems({ vpc, claims }: Party): Iterable<Problem> {
  for (const claim of claims) {
    yield* specialUseProblems(claim);
    const { outside } = bySubnets(vpc, claim.addresses);
    if (outside.length === 0) continue;
    const { words, path } = claim.declaration;
    yield {
      code: "hedgehog.subnet-outside",
      path,
      message: `${words} shows ${describeSet(outside)}, which no subnet of VPC "${vpc.name}" has, and Hedgehog takes a CIDR only within a subnet`,
      hint: `name addresses in ${describeSet(Object.values(vpc.subnets)) || "a subnet"}, or declare the subnet`,
    };
  }
}

function* specialUseProblems(claim: Claim): Iterable<Problem> {
  for (const range of [...claim.addresses, ...publicOf(claim)]) {
    const special = specialUseOf(range);
    if (special === undefined) continue;
    yield {
      code: "hedgehog.special-use",
      path: claim.declaration.path,
      message: `${claim.declaration.words} shows ${describeSet([range])}, which overlaps ${special}, and Hedgehog takes no addresses of special use`,
      hint: `leave ${special} out`,
    };
    return;
  }
}
