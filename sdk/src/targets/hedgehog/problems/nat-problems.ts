import type { Problem } from "../../../model/problem.js";
import { type Claim, isStateful, isStaticNat } from "../claims.js";
import type { Draft, Party } from "../party.js";

/** Masquerade or port forwarding is on one side, and then the other has no NAT at all. */
export function* natProblems({ parties: [first, second] }: Draft): Iterable<Problem> {
  const [one, other] = [first.claims.find(isStateful), second.claims.find(isStateful)];
  if (one !== undefined && other !== undefined) {
    yield {
      code: "hedgehog.both-stateful",
      path: pathOf(one, other),
      message: `${describe(one)} and ${describe(other)}, and Hedgehog tracks flows for one side of a pair only`,
      hint: "leave stateful NAT or ports out on one side, or use target standalone",
    };
    return;
  }
  yield* mixedProblems(first, second);
  yield* mixedProblems(second, first);
}

function* mixedProblems({ claims }: Party, peer: Party): Iterable<Problem> {
  const [tracked, fixed] = [claims.find(isStateful), peer.claims.find(isStaticNat)];
  if (tracked === undefined || fixed === undefined) return;
  yield {
    code: "hedgehog.static-and-stateful",
    path: pathOf(fixed, tracked),
    message: `${describe(fixed)} and ${describe(tracked)}, and Hedgehog refuses static NAT on one side of a pair with either on the other`,
    hint: "leave as out, or stateful NAT and ports, or use target standalone",
  };
}

/** Where it can be mended best: at a Route, which is for this pair alone. */
const pathOf = (...claims: Claim[]): string =>
  (claims.find(({ declaration }) => declaration.path.startsWith("routes")) ?? claims[0])?.declaration.path ?? "";

function describe({ treatment, declaration: { words } }: Claim): string {
  switch (treatment.mode) {
    case "fixed":
      return `${words} has static NAT`;
    case "masquerade":
      return `${words} has stateful NAT`;
    case "forward":
      return `${words} maps ports`;
  }
}
