import type { CheckedVpcSide } from "../../../fabric/vpcs/checked.js";
import type { Problem } from "../../../model/problem.js";
import { pairsOf } from "../pairs.js";
import { draftOf } from "../party.js";
import { addressProblems } from "./address-problems.js";
import { claimProblems } from "./claim-problems.js";
import { defaultProblems } from "./default-problems.js";
import { natProblems } from "./nat-problems.js";
import { oneWayProblems } from "./one-way-problems.js";
import { overlapProblems } from "./overlap-problems.js";
import { pairProblems } from "./pair-problems.js";
import { useProblems } from "./use-problems.js";
import { vpcNameProblems } from "./vpc-name-problems.js";

/** What Hedgehog 26.03 cannot do, or what one of its checks would refuse. */
export function* hedgehogProblems(side: CheckedVpcSide): Iterable<Problem> {
  yield* vpcNameProblems(side);
  const drafts = pairsOf(side).map(draftOf);
  yield* useProblems(drafts.flatMap(({ uses }) => uses));
  for (const draft of drafts) {
    const found = [
      ...pairProblems(draft),
      ...natProblems(draft),
      ...draft.parties.flatMap((party) => [...claimProblems(party), ...addressProblems(party)]),
    ];
    yield* found;
    // which packets are answers is clear only where all else is
    if (found.length === 0 && [...useProblems(draft.uses)].length === 0) yield* oneWayProblems(draft);
  }
  yield* overlapProblems(drafts);
  yield* defaultProblems(side, drafts);
}
