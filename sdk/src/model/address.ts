import { z } from "zod";
import { nameSchema } from "./name.js";

/** A block of IPv4 addresses: exactly one of its fields. */
export interface AddressBlock {
  /** CIDR notation without host bits, `10.1.1.0/24`; a single address is a `/32`. */
  cidr?: string;
  /** The name of a subnet of the VPC that declares the block. */
  fromVpcSubnet?: string;
}

/** IPv4 CIDR with all host bits zero. */
export const cidrSchema = z.cidrv4("must be an IPv4 CIDR such as 10.1.1.0/24").refine(hasNoHostBits, {
  message: "has host bits set; write the network address",
  abort: true,
});

export const addressBlockSchema = z
  .strictObject({ cidr: cidrSchema.optional(), fromVpcSubnet: nameSchema.optional() })
  .refine(({ cidr, fromVpcSubnet }) => (cidr === undefined) !== (fromVpcSubnet === undefined), {
    message: "needs exactly one of cidr and fromVpcSubnet",
  }) satisfies z.ZodType<AddressBlock>;

function hasNoHostBits(cidr: string): boolean {
  const [address = "", length = "0"] = cidr.split("/");
  const value = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return value % 2 ** (32 - Number(length)) === 0;
}
