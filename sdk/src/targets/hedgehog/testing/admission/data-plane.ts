import { cidrRange, describeSet, prefixesOf } from "../../../../fabric/addresses/cidr.js";
import { intersection, overlaps, type RangeSet, sizeOf, totalSize } from "../../../../fabric/addresses/range.js";
import { type ExposeEntry, type GatewayPeering, type Surroundings } from "../gateway-peering.js";
import { aclErrors } from "./acl.js";
import { type Exposed, manifestOf } from "./manifest.js";
import { hasInnerSpaces, isCidr } from "./syntax.js";

/** What the data plane refuses in one object, by research/vpc-gateway.md 1.3 (c) and (d). */
export function* dataPlaneErrors({ spec }: GatewayPeering, { vpcs }: Surroundings): Iterable<string> {
  const sides = Object.entries(spec.peering).map(([name, { expose = [] }]) => ({
    name,
    expose,
    manifest: manifestOf(expose, vpcs[name] ?? {}),
  }));
  for (const { name, expose, manifest } of sides) {
    if (expose.length === 0) yield `${name} exposes nothing`;
    if (manifest.filter(({ mode }) => mode === "default").length > 1) yield `${name} has several defaults`;
    for (const entry of expose) yield* entryErrors(name, entry, vpcs[name] ?? {});
    for (const exposed of manifest) yield* exposedErrors(name, exposed);
    yield* collisionErrors(name, manifest);
  }
  const [one, other] = sides.map(({ manifest }) => manifest);
  if (one === undefined || other === undefined) return;
  if ([one, other].every((manifest) => manifest.some(({ mode }) => mode === "default")))
    yield "default against default";
  if ([one, other].every((manifest) => manifest.some(isStateful))) yield "incompatible NAT modes";
  if (new Set([...one, ...other].flatMap(({ isIpv6 }) => isIpv6)).size > 1) yield "IPv4 and IPv6 in one peering";
  yield* aclErrors(spec.acl, sides, vpcs);
}

export const isStateful = ({ mode }: Exposed): boolean => mode === "masquerade" || mode === "forward";

function* entryErrors(
  name: string,
  { ips = [], as = [], nat }: ExposeEntry,
  subnets: Record<string, string>,
): Iterable<string> {
  for (const { vpcSubnet } of ips)
    if (vpcSubnet !== undefined && subnets[vpcSubnet] === undefined) yield `unknown subnet ${vpcSubnet} of ${name}`;
  if (nat !== undefined && as.length === 0) yield `${name} has NAT to nothing`;
  if (nat?.portForward === undefined) return;
  if ([...ips, ...as].some(({ not }) => not !== undefined)) yield `port forward of ${name} has exclusions`;
  for (const { port = "", as: outer = "" } of nat.portForward.ports ?? [])
    for (const text of [port, outer]) if (hasInnerSpaces(text)) yield `port "${text}" of ${name} has spaces`;
  // a prefix more than one, even where they are neighbours
  const single = (blocks: { cidr?: string }[]): boolean => prefixesOf(setOf(blocks)).length === 1;
  if (!single(ips) || !single(as)) yield `port forward of ${name} has not one prefix on each side`;
}

const setOf = (blocks: { cidr?: string }[]): RangeSet =>
  blocks.flatMap(({ cidr }) => (cidr === undefined || !isCidr(cidr) ? [] : [cidrRange(cidr)]));

const specialUse = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"];

function* exposedErrors(name: string, exposed: Exposed): Iterable<string> {
  const { mode, ports } = exposed;
  if (mode === "default") return;
  const isIpv4 = !exposed.isIpv6.includes(true);
  if (isIpv4 && (exposed.private.length === 0 || exposed.public.length === 0))
    yield `${name} excludes all of its prefixes`;
  for (const range of [...exposed.private, ...exposed.public])
    for (const special of specialUse)
      if (overlaps(range, cidrRange(special))) yield `${describeSet([range])} of ${name} is special-use ${special}`;
  const [inner, outer] = [totalSize(exposed.private), totalSize(exposed.public)];
  if ((mode === "static" || mode === "forward") && inner !== outer)
    yield `${mode} NAT of ${name} maps ${inner} to ${outer}`;
  if (ports !== undefined && sizeOf(ports.private) !== sizeOf(ports.public)) yield `ports of ${name} differ in number`;
}

/** Two exposes of one side may share addresses only as masquerade and port forward, which open in other directions. */
function* collisionErrors(name: string, manifest: Exposed[]): Iterable<string> {
  for (const [index, one] of manifest.entries()) {
    for (const other of manifest.slice(index + 1)) {
      const modes = new Set([one.mode, other.mode]);
      if (modes.has("default") || (modes.has("masquerade") && modes.has("forward"))) continue;
      for (const side of ["private", "public"] as const)
        if (doCollide(one, other, side)) yield `${side} addresses of two exposes of ${name} overlap`;
    }
  }
}

function doCollide(one: Exposed, other: Exposed, side: "private" | "public"): boolean {
  if (intersection(one[side], other[side]).length === 0) return false;
  if (one.ports === undefined || other.ports === undefined) return true;
  const { protocols } = other.ports;
  return (
    one.ports.protocols.some((protocol) => protocols.includes(protocol)) && overlaps(one.ports[side], other.ports[side])
  );
}

/** What the data plane refuses in all objects together. */
export function* overlayErrors(peerings: GatewayPeering[], { vpcs }: Surroundings): Iterable<string> {
  const pairs = peerings.map(({ spec }) => Object.keys(spec.peering).sort().join(" "));
  for (const [index, pair] of pairs.entries()) if (pairs.indexOf(pair) !== index) yield `two peerings between ${pair}`;
  const names = new Set(peerings.flatMap(({ spec }) => Object.keys(spec.peering)));
  for (const name of names) {
    const routes = peerings
      .filter(({ spec }) => name in spec.peering)
      .flatMap(({ spec }) =>
        Object.entries(spec.peering)
          .filter(([peer]) => peer !== name)
          .flatMap(([peer, { expose = [] }]) =>
            manifestOf(expose, vpcs[peer] ?? {}).map((exposed) => ({ peer, group: spec.gatewayGroup, exposed })),
          ),
      );
    if (routes.filter(({ exposed }) => exposed.mode === "default").length > 1) yield `several defaults towards ${name}`;
    for (const [index, one] of routes.entries()) {
      for (const other of routes.slice(index + 1)) {
        if (!doCollide(one.exposed, other.exposed, "public")) continue;
        if (one.group !== other.group) yield `overlap towards ${name} in two gateway groups`;
        const modes = [one.exposed.mode, other.exposed.mode];
        const mayOverlap =
          one.peer === other.peer ||
          modes.every((mode) => mode === "masquerade") ||
          modes.filter((mode) => mode === "default").length === 1;
        if (!mayOverlap) yield `${one.peer} and ${other.peer} overlap towards ${name}`;
      }
    }
  }
}
