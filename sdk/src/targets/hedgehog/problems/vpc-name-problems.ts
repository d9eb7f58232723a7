import { propertyPath } from "../../../fabric/path.js";
import type { CheckedVpcSide } from "../../../fabric/vpcs/checked.js";
import type { Problem } from "../../../model/problem.js";
import { isHedgehog } from "../pairs.js";

/** What Hedgehog takes as the name of a VPC or an External. */
const longest = 11;

/** A VPC of the Fabric is the one of Hedgehog that has its name. */
export function* vpcNameProblems({ vpcs }: CheckedVpcSide): Iterable<Problem> {
  for (const vpc of vpcs.filter(isHedgehog)) {
    const { name, objectName, external } = vpc;
    const kind = external ? "External" : "VPC";
    const wrong = [
      ...(name.length > longest ? [`has ${name.length} characters, and Hedgehog takes ${longest}`] : []),
      ...(name === objectName ? [] : ["is not lower-case letters, digits and single dashes"]),
    ];
    if (wrong.length === 0) continue;
    yield {
      code: "hedgehog.vpc-name",
      path: propertyPath("vpcs", name),
      message: `"${name}" ${wrong.join(", and ")}, so no ${kind} of Hedgehog can have that name`,
      hint: `name it as the ${kind} is named in Hedgehog`,
    };
  }
}
