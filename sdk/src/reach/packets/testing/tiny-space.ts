import type { AddressBlock } from "../../../model/address.js";

/**
 * The whole space of the brute-force model: `0` to `15` are 10.0.0.0 to 10.0.0.15, and `16` stands for every address
 * outside them, so that what is everywhere (`0.0.0.0/0`) can be told from what is only all of 10.0.0.0/28.
 */
export const outside = 16;
export const allAddresses: number[] = Array.from({ length: outside + 1 }, (_, index) => index);

/** The representative of what is outside. */
const outsideText = "198.51.100.1";

export const everywhere = "0.0.0.0/0";

export const tinyText = (address: number): string => (address === outside ? outsideText : `10.0.0.${address}`);

export const tinyNumber = (text: string): number =>
  text === outsideText ? outside : Number(text.slice(text.lastIndexOf(".") + 1));

/** The addresses of a CIDR: everything, a part of 10.0.0.0/28, or nothing where it is foreign to the tiny space. */
export function tinyAddresses(cidr: string): Set<number> {
  if (cidr === everywhere) return new Set(allAddresses);
  const [address = "", length = "32"] = cidr.split("/");
  if (!address.startsWith("10.0.0.")) return new Set();
  const size = 2 ** (32 - Number(length));
  return new Set(
    allAddresses.filter((each) => each !== outside && Math.floor(each / size) * size === tinyNumber(address)),
  );
}

/** Whether a CIDR is refused wherever `0.0.0.0/0` has no meaning; nothing else in these Fabrics is special but foreign blocks. */
export const isSpecialUse = (cidr: string): boolean => cidr === everywhere || tinyAddresses(cidr).size === 0;

export const union = (sets: Iterable<Set<number>>): Set<number> => new Set([...sets].flatMap((set) => [...set]));
export const isWithin = (inner: Set<number>, outer: Set<number>): boolean => [...inner].every((one) => outer.has(one));
export const haveCommon = (a: Set<number>, b: Set<number>): boolean => [...a].some((one) => b.has(one));
export const areSame = (a: Set<number>, b: Set<number>): boolean => isWithin(a, b) && isWithin(b, a);

const known = new WeakMap<Set<number>, number[]>();

/** How long the prefix is in which an address lies, where a set is written in its fewest CIDRs. Sets never change. */
export function prefixLength(set: Set<number>, address: number): number {
  const lengths = known.get(set) ?? allAddresses.map((each) => longestIn(set, each));
  known.set(set, lengths);
  return lengths[address] ?? 32;
}

function longestIn(set: Set<number>, address: number): number {
  if (set.has(outside)) return 0;
  for (const size of [16, 8, 4, 2]) {
    const first = Math.floor(address / size) * size;
    if (allAddresses.filter((each) => each >= first && each < first + size).every((each) => set.has(each)))
      return 32 - Math.log2(size);
  }
  return 32;
}

/** The nth address of one set with the nth of the other. */
export function pairs(from: Set<number>, to: Set<number>): Map<number, number> {
  const [sources, images] = [from, to].map((set) => allAddresses.filter((address) => set.has(address)));
  return new Map((sources ?? []).map((source, index) => [source, images?.[index] ?? source]));
}

/** CIDRs that blocks name, with those of subnets by their name; an unknown subnet is nothing. */
export const blockCidrs = (blocks: AddressBlock[], subnets: Record<string, string> = {}): string[] =>
  blocks.flatMap(({ cidr, fromVpcSubnet }) => cidr ?? subnets[fromVpcSubnet ?? ""] ?? []);
