import { prefixesOf } from "../addresses/cidr.js";
import { everything, type Range, type RangeSet } from "../addresses/range.js";
import { unicast } from "../addresses/special-use.js";

/** The prefixes by which a set counts for the longest one: its fewest CIDRs, and `0.0.0.0/0` for every address. */
export const prefixesOfSet = (set: RangeSet): Range[] => (set === unicast ? [everything] : prefixesOf(set));
