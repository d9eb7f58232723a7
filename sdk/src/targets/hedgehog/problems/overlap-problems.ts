import { describeSet } from "../../../fabric/addresses/cidr.js";
import { clashes } from "../../../fabric/addresses/pieces.js";
import type { Range } from "../../../fabric/addresses/range.js";
import { grouped } from "../../../fabric/grouped.js";
import type { Problem } from "../../../model/problem.js";
import { type Claim, publicOf } from "../claims.js";
import { type Draft, peerOf } from "../party.js";

interface Seen extends Range {
  /** Who sees it. */
  at: string;
  /** Whose it is. */
  of: string;
  claim: Claim;
}

/** What a VPC sees of others is disjoint: Hedgehog has no longest prefix, but for a default. */
export function* overlapProblems(drafts: Draft[]): Iterable<Problem> {
  const seen = drafts.flatMap((draft) =>
    draft.parties.flatMap((party) =>
      party.claims.flatMap((claim) =>
        publicOf(claim).map((range): Seen => ({
          ...range,
          at: peerOf(draft, party).vpc.name,
          of: party.vpc.name,
          claim,
        })),
      ),
    ),
  );
  for (const [at, ranges] of grouped(seen, (range) => range.at)) {
    for (const [a, b] of clashes(ranges, ({ of }) => of)) {
      const shared = { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) };
      yield {
        code: "hedgehog.public-overlap",
        path: b.claim.declaration.path,
        message: `VPC "${at}" would see ${describeSet([shared])} of "${a.of}" by ${a.claim.declaration.words} and of "${b.of}" by ${b.claim.declaration.words}, and Hedgehog takes no overlap`,
        hint: "give each addresses of its own, or use target standalone",
      };
    }
  }
}
