import { PermissionAction } from "../../../model/choices.js";
import type { Crossing } from "../../../reach/crossings.js";
import type { Tree } from "../../emitted.js";
import { groupBy } from "../../crossing/group-by.js";
import { allOf, type Cel, longestExpression } from "./cel.js";
import { hasOneName, isCaller, requestConditions } from "./conditions.js";

/** A rule of a SecurityPolicy. The first that fits decides. */
export interface AuthorizationRule {
  [field: string]: Tree;
  name: string;
  action: "Allow" | "Deny";
  cel: Cel;
}

/**
 * What crossings say, as rules in Envoy Gateway's order: those that deny come first, since deny beats allow, and what
 * none fits is the policy's default.
 */
export const authorizationRules = (crossings: Crossing[]): AuthorizationRule[] => [
  ...rulesOf(crossings, PermissionAction.Deny),
  ...rulesOf(crossings, PermissionAction.Allow),
];

/** Callers of one permission who may make the same requests stand in one rule, as many as an expression holds. */
function rulesOf(crossings: Crossing[], action: PermissionAction): AuthorizationRule[] {
  const own = crossings.filter((crossing) => crossing.action === action);
  const groups = groupBy(own, ({ permission, request }) => JSON.stringify([permission, request]));
  return groups.flatMap((group) => chunks(group).map((chunk) => rule(chunk, action)));
}

const rule = (chunk: [Crossing, ...Crossing[]], action: PermissionAction): AuthorizationRule => ({
  name: chunk[0].permission,
  action: action === PermissionAction.Deny ? "Deny" : "Allow",
  cel: expression(chunk, action),
});

const expression = (chunk: [Crossing, ...Crossing[]], action: PermissionAction): Cel =>
  allOf([
    // a call of two names is allowed nothing; what is denied to one of them may be denied to both
    ...(action === PermissionAction.Allow ? [hasOneName] : []),
    isCaller(chunk.map(({ caller }) => caller)),
    ...requestConditions(chunk[0].request, action),
  ]);

/** The request conditions alone, which no chunk can make shorter. */
export const requestExpression = (request: Crossing["request"], action: PermissionAction): Cel =>
  allOf([hasOneName, ...requestConditions(request, action)]);

function chunks([first, ...others]: [Crossing, ...Crossing[]]): [Crossing, ...Crossing[]][] {
  const made: [[Crossing, ...Crossing[]], ...[Crossing, ...Crossing[]][]] = [[first]];
  let last = made[0];
  for (const crossing of others) {
    const longer: [Crossing, ...Crossing[]] = [...last, crossing];
    if (expression(longer, crossing.action).length <= longestExpression) last.push(crossing);
    else made.push((last = [crossing]));
  }
  return made;
}
