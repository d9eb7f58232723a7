import type { Problem } from "../../../model/problem.js";
import { exposeDeclaration, routeDeclaration } from "../claims.js";
import type { Pair, Use } from "../pairs.js";
import { answers, passing, type Rule, ruleIntersection, volume } from "../rules.js";

/**
 * Where no flow is tracked a reply is a packet like any other. So whatever may be asked must be allowed as an answer,
 * and an answer that is allowed may come without being asked: both directions let through each other's mirror.
 */
export function* oneWayProblems({ uses }: Pair): Iterable<Problem> {
  const untracked = uses.filter(({ passage: { pool, ports } }) => pool === undefined && ports === undefined);
  const rules = new Map(untracked.map((use) => [use, passing(use)]));
  for (const use of untracked) {
    const back = untracked
      .filter((other) => other.passage.from === use.passage.to)
      .flatMap((other) => rules.get(other) ?? []);
    if (isAnswered(rules.get(use) ?? [], use, back)) continue;
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

function isAnswered(rules: Rule[], { passage }: Use, back: Rule[]): boolean {
  const expected = rules.flatMap((rule) => answers(rule, passage));
  const allowed = expected.flatMap((rule) => back.flatMap((other) => ruleIntersection(rule, other)));
  return volume(allowed) === volume(expected);
}
