import type { Json } from "./json.js";

/** `10.0.0.0/8` in Envoy's form. */
export function cidrRange(cidr: string): Json {
  const [address = "", length = "32"] = cidr.split("/");
  return { address_prefix: address, prefix_len: Number(length) };
}
