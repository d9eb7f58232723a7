import { describeSet } from "../../../fabric/addresses/cidr.js";
import { pieces } from "../../../fabric/addresses/pieces.js";
import { overlaps, type Range } from "../../../fabric/addresses/range.js";
import type { Problem } from "../../../model/problem.js";
import { type Claim, publicOf, type Treatment } from "../claims.js";
import type { Party } from "../party.js";

type Side = "private" | "public";

/** A side of a GatewayPeering shows each address in one way, and each address that it shows stands for one. */
export function* claimProblems({ vpc, claims: shown, fallback }: Party): Iterable<Problem> {
  const claims = [...shown, ...(fallback?.claims ?? [])];
  const seen = new Set<string>();
  for (const side of ["private", "public"] as const) {
    const ranges = claims.flatMap((claim) =>
      (side === "private" ? claim.addresses : publicOf(claim)).map((range) => ({ ...range, claim })),
    );
    for (const { first, last, covering } of pieces(ranges)) {
      for (const [a, b] of everyTwo(covering.map(({ claim }) => claim))) {
        const problem = clash(a, b, side, { first, last }, vpc.name);
        const key = JSON.stringify([problem?.code, a.declaration, b.declaration]);
        if (problem === undefined || seen.has(key)) continue;
        seen.add(key);
        yield problem;
      }
    }
  }
}

const everyTwo = (claims: Claim[]): [Claim, Claim][] =>
  claims.flatMap((a, index) => claims.slice(index + 1).map((b): [Claim, Claim] => [a, b]));

function clash(a: Claim, b: Claim, side: Side, range: Range, vpc: string): Problem | undefined {
  const [one, other] = [a.treatment, b.treatment];
  const where = describeSet([range]);
  const [first, second] = [a.declaration, b.declaration];
  if (one.mode === "forward" || other.mode === "forward") {
    // who opens a flow is clear: masquerade does to the outside, port forwarding does from there
    if (one.mode === "masquerade" || other.mode === "masquerade") return undefined;
    if (one.mode === "fixed" || other.mode === "fixed") {
      const [all, ported] = one.mode === "fixed" ? [a, b] : [b, a];
      return {
        code: "hedgehog.ports-and-all",
        path: all.declaration.path,
        message: `${where} of VPC "${vpc}" has only some ports by ${ported.declaration.words} and all by ${all.declaration.words}, and Hedgehog takes one of them for two VPCs`,
        hint: "give each addresses of its own, or use target standalone",
      };
    }
    if (!arePortsShared(one, other, side)) return undefined;
    if (JSON.stringify([one.ports, one.shift]) === JSON.stringify([other.ports, other.shift]))
      return timeoutProblem(a, b, where);
    return {
      code: "hedgehog.port-taken",
      path: second.path,
      message: `${one.ports.protocol} port ${Math.max(portsAt(one, side).first, portsAt(other, side).first)} ${side === "private" ? "behind" : "of"} ${where} has two mappings, by ${first.words} and ${second.words}, and Hedgehog takes one`,
      hint: "let each mapping have ports of its own on both sides, or use target standalone",
    };
  }
  if (one.mode === "masquerade" && other.mode === "masquerade" && isSamePool(one, other))
    return timeoutProblem(a, b, where);
  if (side === "private") {
    return {
      code: "hedgehog.translation-differs",
      path: second.path,
      message: `${where} of VPC "${vpc}" ${seenAs(a, range)} by ${first.words} and ${seenAs(b, range)} by ${second.words}, and Hedgehog shows an address to another VPC in one way, whatever the destination is`,
      hint: "make both the same, or use target standalone",
    };
  }
  return {
    code: "hedgehog.public-overlap",
    path: second.path,
    message: `${where} stands for other addresses of VPC "${vpc}" by ${first.words} than by ${second.words}, and Hedgehog takes no overlap`,
    hint: "give each addresses of its own, or use target standalone",
  };
}

type Forward = Extract<Treatment, { mode: "forward" }>;
type Masquerade = Extract<Treatment, { mode: "masquerade" }>;

const portsAt = ({ ports: { from, to, length } }: Forward, side: Side): Range => {
  const first = side === "private" ? to : from;
  return { first, last: first + length - 1 };
};

const arePortsShared = (a: Forward, b: Forward, side: Side): boolean =>
  a.ports.protocol === b.ports.protocol && overlaps(portsAt(a, side), portsAt(b, side));

const isSamePool = (a: Masquerade, b: Masquerade): boolean => JSON.stringify(a.pool) === JSON.stringify(b.pool);

function seenAs({ treatment }: Claim, { first, last }: Range): string {
  if (treatment.mode === "masquerade") return `shares ${describeSet(treatment.pool)}`;
  if (treatment.mode === "fixed" && treatment.shift === 0) return "is seen unchanged";
  return `is seen as ${describeSet([{ first: first + treatment.shift, last: last + treatment.shift }])}`;
}

/** Two uses that are alike but for their timeouts. */
const timeoutProblem = (a: Claim, b: Claim, where: string): Problem => ({
  code: "hedgehog.idle-timeout",
  path: b.declaration.path,
  message: `flows of ${where} have ${timeoutOf(a)} by ${a.declaration.words} and ${timeoutOf(b)} by ${b.declaration.words}, and Hedgehog takes one for a pair of VPCs`,
  hint: "give both the same idleTimeout, or use target standalone",
});

const timeoutOf = ({ treatment }: Claim): string =>
  treatment.mode === "fixed" || treatment.idleTimeout === undefined
    ? "no idleTimeout"
    : `idleTimeout ${treatment.idleTimeout}s`;
