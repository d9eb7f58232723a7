import { grouped } from "../../../fabric/grouped.js";
import type { CheckedVpcRoute, CheckedVpcSide } from "../../../fabric/vpcs/checked.js";
import type { Problem } from "../../../model/problem.js";
import { routeDeclaration } from "../claims.js";
import { isHedgehog } from "../pairs.js";
import { type Draft, isEverything, peerOf } from "../party.js";

/** A VPC has one default at most; Hedgehog neither ranks externals nor picks one. */
export function* defaultProblems({ routes }: CheckedVpcSide, drafts: Draft[]): Iterable<Problem> {
  const found = [
    ...drafts.flatMap((draft) =>
      draft.parties.flatMap((party) =>
        party.fallback === undefined
          ? []
          : [{ at: peerOf(draft, party).vpc.name, external: party.vpc.name, route: firstRoute(draft) }],
      ),
    ),
    // one that another external hides counts as well: which of the two it is may not depend on their names
    ...routes
      .filter(({ vpc, expose, destinations }) => isHedgehog(vpc) && expose?.any === true && isEverything(destinations))
      .map((route) => ({ at: route.vpc.name, external: route.expose?.vpc.name, route })),
  ];
  for (const [at, defaults] of grouped(found, (each) => each.at)) {
    const externals = [...new Set(defaults.map(({ external }) => external))].sort();
    if (externals.length < 2) continue;
    const last = defaults.findLast(({ external }) => external === externals.at(-1));
    if (last?.route === undefined) continue;
    yield {
      code: "hedgehog.two-defaults",
      path: routeDeclaration(last.route).path,
      message: `VPC "${at}" meets everything that no VPC exposes behind ${externals.map((name) => `external "${name}"`).join(" and ")}, and Hedgehog takes one default`,
      hint: "name the ips of all externals but one, or use target standalone",
    };
  }
}

const firstRoute = ({ uses: [use] }: Draft): CheckedVpcRoute | undefined => use?.passage.route;
