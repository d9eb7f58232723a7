import type { CheckedVpc } from "../../../fabric/vpcs/checked.js";
import type { Problem } from "../../../model/problem.js";
import { exposeDeclaration, routeDeclaration } from "../claims.js";
import type { Pair, Use } from "../pairs.js";
import { answersToAll, passingAll } from "../merging.js";
import { type Rule, ruleIntersection, volume } from "../rules.js";

/**
 * Where no flow is tracked a reply is a packet like any other. So whatever may be asked must be allowed as an answer,
 * and an answer that is allowed may come without being asked: both directions let through each other's mirror.
 */
export function* oneWayProblems({ vpcs, uses }: Pair): Iterable<Problem> {
  const untracked = uses.filter(({ passage: { pool, ports } }) => pool === undefined && ports === undefined);
  for (const from of vpcs) {
    const [there, back] = [untracked.filter(isFrom(from)), untracked.filter((use) => !isFrom(from)(use))];
    const allowed = passingAll(back);
    if (isWithin(answersToAll(there), allowed)) continue;
    for (const use of there) {
      if (isWithin(answersToAll([use]), allowed)) continue;
      const { route, expose } = use.passage;
      const { words, path } = routeDeclaration(route);
      yield {
        code: "hedgehog.one-way",
        path,
        message: `${words} to ${exposeDeclaration(expose).words} passes packets whose answers a filter or Route of the other side does not, and Hedgehog tracks no flow without stateful NAT or ports`,
        hint: "let the filters of both sides pass each other's answers, or use target standalone",
      };
    }
  }
}

const isFrom =
  (vpc: CheckedVpc) =>
  ({ passage }: Use): boolean =>
    passage.from === vpc;

/** Whether all packets of disjoint rules are in other disjoint rules. */
function isWithin(rules: Rule[], others: Rule[]): boolean {
  const common = rules.flatMap((rule) => others.flatMap((other) => ruleIntersection(rule, other)));
  return volume(common) === volume(rules);
}
