import { common, overlaps, type Range, type RangeSet, rangeSet } from "../../fabric/addresses/range.js";
import type { Segment } from "../../fabric/addresses/segment.js";
import { propertyPath } from "../../fabric/path.js";
import type { CheckedVpc, CheckedVpcExpose, CheckedVpcRoute, PortSegment } from "../../fabric/vpcs/checked.js";
import { Direction } from "../../fabric/vpcs/checked.js";
import type { Use } from "./pairs.js";

/** How one side of a GatewayPeering shows some of its addresses to the other. */
export type Treatment =
  /** One to one, `shift` away; 0 is without NAT. */
  | { mode: "fixed"; shift: number }
  /** Behind a pool: flows start here only. */
  | { mode: "masquerade"; pool: RangeSet; idleTimeout: number | undefined }
  /** Some ports of it: flows start at the other side only. */
  | { mode: "forward"; shift: number; ports: PortSegment; idleTimeout: number | undefined };

/** Addresses of a VPC that are shown to another in one way, and by which declaration. */
export interface Claim {
  treatment: Treatment;
  addresses: RangeSet;
  declaration: Declaration;
}

export interface Declaration {
  /** `Route "office"`. */
  words: string;
  path: string;
}

export const routeDeclaration = ({ name, origin }: CheckedVpcRoute): Declaration => ({
  words: `Route "${name}"`,
  path: propertyPath(origin.kind, origin.name),
});

export const exposeDeclaration = ({ name, origin }: CheckedVpcExpose): Declaration => ({
  words: `Expose "${name}"`,
  path: propertyPath(origin.kind, origin.name),
});

/** The field of a declaration; what a Peering makes is pointed at as a whole. */
export const fieldOf = ({ origin }: Pick<CheckedVpcExpose, "origin">, field: string): string =>
  origin.kind === "peerings" ? propertyPath(origin.kind, origin.name) : propertyPath(origin.kind, origin.name, field);

/** What a VPC shows to the other of a pair: the sources of its Routes, and what Routes of the other use of its Exposes. */
export function claimsOf(vpc: CheckedVpc, uses: Use[]): Claim[] {
  const claims = new Map<string, Claim>();
  for (const use of uses) {
    if (use.passage.direction !== Direction.Forward) continue;
    for (const { treatment, addresses, declaration } of use.passage.from === vpc ? asConsumer(use) : asProvider(use)) {
      const key = JSON.stringify(treatment);
      const claim = claims.get(key);
      if (claim === undefined) claims.set(key, { treatment, addresses: [...addresses], declaration });
      else claim.addresses.push(...addresses);
    }
  }
  return [...claims.values()].map((claim) => ({ ...claim, addresses: rangeSet(claim.addresses) }));
}

function asConsumer({ passage, sources }: Use): Claim[] {
  const declaration = routeDeclaration(passage.route);
  const { pool, idleTimeout } = passage;
  if (pool !== undefined)
    return [{ treatment: { mode: "masquerade", pool, idleTimeout }, addresses: sources, declaration }];
  return shifted(sources, passage.sources).map(({ shift, ...range }) => ({
    treatment: { mode: "fixed", shift },
    addresses: [range],
    declaration,
  }));
}

function asProvider({ passage, destinations }: Use): Claim[] {
  const declaration = exposeDeclaration(passage.expose);
  const { ports, idleTimeout } = passage;
  return shifted(destinations, passage.destinations).flatMap(({ shift, ...seen }): Claim[] => {
    const addresses = [moved(seen, shift)];
    if (ports === undefined) return [{ treatment: { mode: "fixed", shift: -shift }, addresses, declaration }];
    return ports.map((segment) => ({
      treatment: { mode: "forward", shift: -shift, ports: segment, idleTimeout },
      addresses,
      declaration,
    }));
  });
}

/** A set with what is added to each part of it; all of it is unchanged where there are no segments. */
function shifted(set: RangeSet, segments: Segment[]): (Range & { shift: number })[] {
  if (segments.length === 0) return set.map((range) => ({ ...range, shift: 0 }));
  return set.flatMap((range) =>
    segments.flatMap(({ from, to, length }) => {
      const part = { first: from, last: from + length - 1 };
      return overlaps(range, part) ? [{ ...common(range, part), shift: to - from }] : [];
    }),
  );
}

export const moved = ({ first, last }: Range, shift: number): Range => ({ first: first + shift, last: last + shift });

/** The addresses by which the other side knows what is claimed. */
export const publicOf = ({ treatment, addresses }: Claim): RangeSet =>
  treatment.mode === "masquerade" ? treatment.pool : addresses.map((range) => moved(range, treatment.shift));

/** Whether flows are tracked: replies pass by that, and only by that. */
export const isStateful = ({ treatment }: Claim): boolean => treatment.mode !== "fixed";

/** Whether it is one to one, and not unchanged. */
export const isStaticNat = ({ treatment }: Claim): boolean => treatment.mode === "fixed" && treatment.shift !== 0;
