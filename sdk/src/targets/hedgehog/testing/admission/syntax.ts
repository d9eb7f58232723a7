import { cidrRange } from "../../../../fabric/addresses/cidr.js";
import type { Range } from "../../../../fabric/addresses/range.js";

/** Whether Go's netip takes it, as far as these tests need: IPv4, and IPv6 by its look. */
export function isCidr(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  if (isIpv6(text)) return /^[0-9a-f:]{2,39}$/.test(address) && Number(length) <= 128;
  const octets = address.split(".");
  return (
    octets.length === 4 &&
    octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255) &&
    Number(length) <= 32
  );
}

export const isIpv6 = (cidr: string): boolean => cidr.includes(":");

/** The addresses of an IPv4 CIDR, its host bits cleared. */
export function addressesOf(cidr: string): Range {
  const { first } = cidrRange(cidr);
  const size = 2 ** (32 - Number(cidr.split("/")[1]));
  const start = Math.floor(first / size) * size;
  return { first: start, last: start + size - 1 };
}

/** What the webhook says to a port or range of ports; undefined where it takes it. */
export function portError(text: string): string | undefined {
  if (text.trim() !== text) return "has spaces around it";
  if (text.includes(",")) return "is a list";
  if (text === "") return "is empty";
  const ends = text.split("-").map((end) => end.trim());
  if (ends.length > 2) return "is not start-end";
  if (ends.some((end) => end === "")) return "lacks one end";
  if (ends.some((end) => !/^\d+$/.test(end))) return "is not a number";
  if (ends.some((end) => Number(end) < 1 || Number(end) > 65535)) return "is not in 1-65535";
  const [start = 0, end = start] = ends.map(Number);
  return start > end ? "ends before it starts" : undefined;
}

/** The data plane takes no spaces inside a range. */
export const hasInnerSpaces = (text: string): boolean => /\s/.test(text.trim());

export function portsOf(text: string): Range {
  const [first = 0, last = first] = text.split("-").map(Number);
  return { first, last };
}

/** An RFC 1123 subdomain. */
export const isSubdomain = (text: string): boolean =>
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text);
