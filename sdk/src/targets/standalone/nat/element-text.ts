import { addressText, cidrText } from "../../../fabric/addresses/cidr.js";
import type { Range } from "../../../fabric/addresses/range.js";
import type { Segment } from "../../../fabric/addresses/segment.js";

/** A line of the configuration's elements: an element of a set, or of a map where it has a value. */
export interface Element {
  set: string;
  key: string;
  value?: string;
}

/** The fields of a concatenated key. */
export const joined = (...fields: (string | number)[]): string => fields.join(" . ");

/** An interval of addresses as a key. */
export const addresses = ({ first, last }: Range): string =>
  first === last ? addressText(first) : `${addressText(first)}-${addressText(last)}`;

/** An interval of addresses as a value, which a lone address is not. */
export const addressPool = (range: Range): string =>
  range.first === range.last ? `${addressText(range.first)}/32` : addresses(range);

/** An interval of ports as a key. */
export const ports = ({ first, last }: Range): string => (first === last ? `${first}` : `${first}-${last}`);

/** What an aligned segment starts from, and what it becomes. */
export const before = ({ from, length }: Segment): string => addresses({ first: from, last: from + length - 1 });
export const after = ({ to, length }: Segment): string => cidrText({ first: to, last: to + length - 1 });
