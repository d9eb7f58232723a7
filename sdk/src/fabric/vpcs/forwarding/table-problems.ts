import type { Problem } from "../../../model/problem.js";
import { describeSet } from "../../addresses/cidr.js";
import { common, intersection, overlaps, type Range, rangeSet } from "../../addresses/range.js";
import type { Segment } from "../../addresses/segment.js";
import { propertyPath, quoted } from "../../path.js";
import type { CheckedVpc, CheckedVpcRoute, Passage } from "../checked.js";
import { isTranslated } from "../read-routes.js";
import { ownsAddresses } from "../read-vpcs.js";
import type { TablePiece } from "./table.js";
import type { Visible } from "./visible.js";

type Place = (route: CheckedVpcRoute) => PropertyKey[];

/** Every reply has one way back: what the source takes for granted and its restrictions do not give (M1-M3, and M5). */
export function* tableProblems(vpc: CheckedVpc, cut: TablePiece[], at: Place): Iterable<Problem> {
  const once = new Set<string>();
  const first = (code: string, ...routes: (CheckedVpcRoute | undefined)[]): boolean => {
    const key = JSON.stringify([code, ...routes.map((route) => route?.name).sort()]);
    if (once.has(key)) return false;
    once.add(key);
    return true;
  };
  for (const piece of cut) {
    for (const problem of pieceProblems(vpc, piece, at))
      if (first(problem.code, ...problem.routes)) yield problem.problem;
  }
  yield* insideProblems(vpc, cut, at);
}

interface Found {
  code: string;
  routes: CheckedVpcRoute[];
  problem: Problem;
}

function* pieceProblems(vpc: CheckedVpc, piece: TablePiece, at: Place): Iterable<Found> {
  const { forward, visible, returns } = piece;
  const where = describeSet([{ first: piece.first, last: piece.last }]);
  const [one, ...others] = [...new Map(visible.map((seen) => [viewKey(seen), seen])).values()];
  if (one !== undefined) {
    for (const other of others) {
      const foreign = other.consumer !== one.consumer;
      const code = foreign ? "route.source-taken" : "route.visible-taken";
      const routes = [one.route, other.route];
      yield {
        code,
        routes,
        problem: {
          code,
          path: propertyPath(...at(other.route), "from", isTranslated(other.route) ? "as" : "ips"),
          message: foreign
            ? `VPC "${vpc.name}" would see both "${one.consumer.name}" (${describeRoute(one.route)}) and "${other.consumer.name}" (${describeRoute(other.route)}) as ${where}, so its replies would have two ways`
            : `VPC "${vpc.name}" would see different addresses of "${one.consumer.name}" as ${where}, by ${describeRoute(one.route)} and ${describeRoute(other.route)}`,
          hint: "give one of them other visible addresses with as",
        },
      };
    }
    const route = forward?.sources[0]?.passage.route;
    if (forward !== undefined && route !== undefined && forward.peer !== one.consumer) {
      yield clash(
        [route, one.route],
        at,
        `VPC "${vpc.name}" reaches ${where} in "${forward.peer.name}" by ${describeRoute(route)}, and would see "${one.consumer.name}" as these addresses by ${describeRoute(one.route)}`,
      );
    }
  }
  for (const box of returns) {
    const other = forward?.sources.find(
      (atom) => overlaps(atom, box.source) && !sameWay(atom.passage, box.passage, common(atom, box.source), piece),
    )?.passage;
    if (other === undefined) continue;
    yield clash(
      [other.route, box.passage.route],
      at,
      `packets of VPC "${vpc.name}" to ${where} would arrive elsewhere by ${describeRoute(other.route)} than by the static return of ${describeRoute(box.passage.route)}`,
    );
  }
}

const clash = ([route, other]: [CheckedVpcRoute, CheckedVpcRoute], at: Place, message: string): Found => ({
  code: "route.return-clash",
  routes: [route, other],
  problem: {
    code: "route.return-clash",
    path: propertyPath(...at(other), "from"),
    message,
    hint: `show ${describeRoute(other)} under other addresses with as`,
  },
});

/** Views that are alike: pools of one VPC share their addresses, and a shift is the same whichever Route says it. */
const viewKey = ({ consumer, shift }: Visible): string => JSON.stringify([consumer.name, shift ?? null]);

const describeRoute = ({ name, origin }: CheckedVpcRoute): string =>
  origin.kind === "peerings" ? `Peering ${quoted(origin.name)}` : `Route ${quoted(name)}`;

/** Whether two passages make the same of packets from a range to a range. */
function sameWay(a: Passage, b: Passage, sources: Range, destinations: Range): boolean {
  if (a.pool !== undefined) return false;
  return sameImages(a.sources, b.sources, sources) && sameImages(a.destinations, b.destinations, destinations);
}

function sameImages(a: Segment[], b: Segment[], range: Range): boolean {
  const shifts = (segments: Segment[], { first, last }: Range): string =>
    segments.length === 0
      ? `${first}-${last}+0`
      : segments
          .map(({ from, to, length }) => ({
            first: Math.max(first, from),
            last: Math.min(last, from + length - 1),
            shift: to - from,
          }))
          .filter((part) => part.first <= part.last)
          .reduce<{ first: number; last: number; shift: number }[]>((parts, part) => {
            const before = parts.at(-1);
            if (before !== undefined && before.last + 1 === part.first && before.shift === part.shift)
              before.last = part.last;
            else parts.push({ ...part });
            return parts;
          }, [])
          .map((part) => `${part.first}-${part.last}+${part.shift}`)
          .join();
  return shifts(a, range) === shifts(b, range);
}

/** Whom a VPC sees as one of its own addresses, it answers without the gateway (M3). */
function* insideProblems(vpc: CheckedVpc, cut: TablePiece[], at: Place): Iterable<Problem> {
  if (!ownsAddresses(vpc)) return;
  const seen = new Map<CheckedVpcRoute, Range[]>();
  for (const piece of cut) {
    if (intersection([piece], vpc.addresses).length === 0) continue;
    for (const { route, consumer } of piece.visible) {
      if (consumer.external && !isTranslated(route)) continue;
      seen.set(route, [...(seen.get(route) ?? []), { first: piece.first, last: piece.last }]);
    }
  }
  for (const [route, ranges] of seen) {
    yield {
      code: "route.source-inside",
      path: propertyPath(...at(route), "from", isTranslated(route) ? "as" : "ips"),
      message: `VPC "${vpc.name}" would see VPC "${route.vpc.name}" as ${describeSet(intersection(rangeSet(ranges), vpc.addresses))}, which it owns itself, so its replies would never leave it`,
      hint: "show the sources under other addresses with as",
    };
  }
}
