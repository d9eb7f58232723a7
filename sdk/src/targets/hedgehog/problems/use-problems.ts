import { Direction, type Passage } from "../../../fabric/vpcs/checked.js";
import { ReturnRoute } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { exposeDeclaration, fieldOf, routeDeclaration } from "../claims.js";
import type { Use } from "../pairs.js";

/** Flows are tracked for masquerade and port forwarding only, and never otherwise. */
export function* useProblems(uses: Use[]): Iterable<Problem> {
  const forward = uses.map(({ passage }) => passage).filter(({ direction }) => direction === Direction.Forward);
  const seen = new Set<string>();
  for (const problem of forward.flatMap((passage) => [...passageProblems(passage)])) {
    const key = `${problem.code} ${problem.path}`;
    if (!seen.has(key)) yield problem;
    seen.add(key);
  }
}

function* passageProblems({ route, expose, pool, ports, idleTimeout }: Passage): Iterable<Problem> {
  const [user, offer] = [routeDeclaration(route).words, exposeDeclaration(expose).words];
  const isTracked = pool !== undefined || ports !== undefined;
  if (!isTracked && expose.returnRoute === ReturnRoute.Stateful) {
    yield {
      code: "hedgehog.stateful-return",
      path: fieldOf(expose, "returnRoute"),
      message: `${offer} is for replies only (returnRoute "stateful"), and Hedgehog tracks no flow of ${user}, which has neither stateful NAT nor ports`,
      hint: `set returnRoute to "static", so that VPC "${expose.vpc.name}" may start flows too; or use target standalone`,
    };
  }
  if (ports !== undefined && expose.returnRoute === ReturnRoute.Static) {
    yield {
      code: "hedgehog.ports-static",
      path: fieldOf(expose, "returnRoute"),
      message: `${offer} maps ports and has returnRoute "static", and Hedgehog forwards ports by tracking flows only`,
      hint: 'set returnRoute to "stateful", leave ports out, or use target standalone',
    };
  }
  if (!isTracked && idleTimeout !== undefined) {
    const owner = route.idleTimeout === undefined ? expose : route;
    yield {
      code: "hedgehog.idle-timeout",
      path: fieldOf(owner, "idleTimeout"),
      message: `idleTimeout is ${idleTimeout}s, and Hedgehog tracks no flow of ${user} to ${offer}, which has neither stateful NAT nor ports`,
      hint: "leave idleTimeout out, or use target standalone",
    };
  }
}
