import type { Problem } from "../../model/problem.js";
import { propertyPath } from "../path.js";
import type { CheckedVpc, CheckedVpcRoute } from "./checked.js";
import type { TablePiece } from "./forwarding/table.js";

/** Packets cross between VPCs of one system, and there of one gateway. */
export function* apartProblems(cut: TablePiece[], at: (route: CheckedVpcRoute) => PropertyKey[]): Iterable<Problem> {
  const seen = new Set<string>();
  for (const { forward } of cut) {
    const [first] = forward?.sources ?? [];
    if (forward === undefined || first === undefined) continue;
    const { route, from: vpc, to: peer } = first.passage;
    if (placeOf(vpc) === placeOf(peer) || seen.has(peer.name)) continue;
    seen.add(peer.name);
    yield {
      code: "route.apart",
      path: propertyPath(...at(route)),
      message: `VPC "${vpc.name}" is on ${placeOf(vpc)} and VPC "${peer.name}" on ${placeOf(peer)}, and no packet gets from one to the other`,
      hint: "attach both VPCs to one gateway",
    };
  }
}

const placeOf = ({ target, gateway }: CheckedVpc): string =>
  gateway === undefined ? `target "${target.kind}"` : `NAT gateway "${gateway.name}"`;
