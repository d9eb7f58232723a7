import type { Problem } from "../../model/problem.js";
import { describeSet } from "../addresses/cidr.js";
import { clashes } from "../addresses/pieces.js";
import { intersection, type Range } from "../addresses/range.js";
import { grouped } from "../grouped.js";
import { propertyPath, quoted } from "../path.js";
import type { CheckedVpcExpose } from "./checked.js";

interface Offered extends Range {
  expose: CheckedVpcExpose;
}

/** Two Exposes that cannot both be. */
export interface ExposeClash {
  /** The one that is left out of what follows. */
  later: CheckedVpcExpose;
  problem: Problem;
}

/**
 * No address inside a VPC is exposed twice, and no public address stands for two (the source's restrictions 1, 2 and
 * 5). Externals are a class of their own: what they offer may overlap what others do, and what they offer as a whole
 * may overlap what they offer by name.
 */
export function* exposeClashes(
  exposes: CheckedVpcExpose[],
  at: (expose: CheckedVpcExpose) => PropertyKey[],
): Iterable<ExposeClash> {
  const byVpc = grouped(exposes, ({ vpc }) => vpc.name);
  for (const own of byVpc.values()) {
    for (const group of [own.filter(({ any }) => any), own.filter(({ any }) => !any)])
      yield* clashesOf(group, "ips", at);
    if (own[0]?.vpc.external !== true) continue;
    for (const group of [own.filter(({ any }) => any), own.filter(({ any }) => !any)])
      yield* clashesOf(group, "public", at);
  }
  yield* clashesOf(
    exposes.filter(({ vpc }) => !vpc.external),
    "public",
    at,
  );
}

function* clashesOf(
  exposes: CheckedVpcExpose[],
  side: "ips" | "public",
  at: (expose: CheckedVpcExpose) => PropertyKey[],
): Iterable<ExposeClash> {
  const offered = exposes.flatMap((expose) => expose[side].map((range): Offered => ({ ...range, expose })));
  const seen = new Set<string>();
  for (const [a, b] of clashes(offered, ({ expose }) => expose)) {
    const [earlier, later] = [a.expose, b.expose].sort(byDeclaration);
    if (earlier === undefined || later === undefined) continue;
    const key = JSON.stringify([earlier.name, later.name]);
    if (seen.has(key)) continue;
    seen.add(key);
    yield { later, problem: clashProblem(earlier, later, side, at) };
  }
}

/** What is declared by itself before what a Peering makes, then by name. */
const byDeclaration = (a: CheckedVpcExpose, b: CheckedVpcExpose): number =>
  Number(a.origin.kind === "peerings") - Number(b.origin.kind === "peerings") ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function clashProblem(
  earlier: CheckedVpcExpose,
  later: CheckedVpcExpose,
  side: "ips" | "public",
  at: (expose: CheckedVpcExpose) => PropertyKey[],
): Problem {
  const shared = describeSet(intersection(earlier[side], later[side]));
  const [one, other] = [earlier, later].map(describeExpose);
  const ofPeering = earlier.vpc === later.vpc && later.origin.kind === "peerings";
  if (ofPeering && intersection(earlier.ips, later.ips).length > 0) return peeringProblem(earlier, later, at);
  if (side === "ips") {
    return {
      code: "expose.internal-taken",
      path: propertyPath(...at(later), "ips"),
      message: `${shared} of VPC "${later.vpc.name}" is exposed by ${one} already, so not by ${other}`,
      hint: "expose each address of a VPC once; several Routes may lead there",
    };
  }
  return {
    code: "expose.public-taken",
    path: propertyPath(...at(later), later.translation.length === 0 ? "ips" : "as"),
    message: `${shared} stands for addresses of ${one} in VPC "${earlier.vpc.name}" already, so not for ${other} in VPC "${later.vpc.name}"`,
    hint: "give one of them other public addresses with as",
  };
}

const describeExpose = ({ name, origin }: CheckedVpcExpose): string =>
  origin.kind === "peerings" ? `Peering ${quoted(origin.name)}` : `Expose ${quoted(name)}`;

/** A Peering shares an Expose that says the same; of one that nearly does, the fields that differ are named. */
function peeringProblem(
  earlier: CheckedVpcExpose,
  later: CheckedVpcExpose,
  at: (expose: CheckedVpcExpose) => PropertyKey[],
): Problem {
  const differing = exposeFields.filter((field) => contentOf(earlier, field) !== contentOf(later, field));
  const shown = differing.map(
    (field) => `${field} ${describeField(earlier, field)}, not ${describeField(later, field)}`,
  );
  return {
    code: "peering.expose-conflict",
    path: propertyPath(...at(later)),
    message: `${describeExpose(earlier)} exposes addresses of VPC "${later.vpc.name}" that Peering ${quoted(later.origin.name)} needs, with ${shown.join("; ")}`,
    hint: `say the same in both (${differing.join(", ")}), and the Peering uses ${describeExpose(earlier)}; or take the Peering apart into Routes to it`,
  };
}

const exposeFields = ["ips", "as", "ports", "returnRoute", "filter", "idleTimeout"] as const;

function describeField(expose: CheckedVpcExpose, field: (typeof exposeFields)[number]): string {
  if (field === "ips") return describeSet(expose.ips);
  if (field === "as") return expose.translation.length === 0 ? "none" : describeSet(expose.public);
  if (field === "returnRoute") return expose.returnRoute;
  return expose[field] === undefined ? "none" : field === "idleTimeout" ? `${expose.idleTimeout}s` : "of its own";
}

const contentOf = (expose: CheckedVpcExpose, field: (typeof exposeFields)[number]): string =>
  JSON.stringify(field === "as" ? expose.public : expose[field], (_, value: unknown) =>
    value instanceof Set ? [...value].sort() : value,
  ) ?? "";

/** All that an Expose says, so that two that say the same are found. */
export const exposeContent = (expose: CheckedVpcExpose): string =>
  JSON.stringify([expose.vpc.name, ...exposeFields.map((field) => contentOf(expose, field))]);
