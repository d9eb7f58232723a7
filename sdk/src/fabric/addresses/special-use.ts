import { cidrRange } from "./cidr.js";
import { difference, overlaps, type Range, rangeSet, type RangeSet } from "./range.js";

/** Blocks that are no host's address between networks (RFC 6890): this network, loopback, link-local, multicast, reserved. */
const specialUse = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"].map((cidr) => ({
  cidr,
  ...cidrRange(cidr),
}));

/** Every address that a host can have. */
export const unicast: RangeSet = difference([cidrRange("0.0.0.0/0")], rangeSet(specialUse));

/** The special-use block that a range overlaps. */
export const specialUseOf = (range: Range): string | undefined =>
  specialUse.find((special) => overlaps(special, range))?.cidr;
