import { z } from "zod";
import { nameSchema } from "./name.js";
import { evenIfWrong } from "./rule.js";

/** A block of IPv4 addresses: exactly one of its fields. */
export interface AddressBlock {
  /** CIDR notation without host bits, `10.1.1.0/24`; a single address is a `/32`. */
  cidr?: string;
  /** The name of a subnet of the VPC that declares the block. */
  fromVpcSubnet?: string;
}

/** Whether a host is four numbers rather than a name. */
export const isAddress = (host: string): boolean => /^\d+(?:\.\d+){3}$/.test(host);

/** IPv4 CIDR with all host bits zero. */
export const cidrSchema = z
  .cidrv4({ error: "must be an IPv4 CIDR; write an address and a length, such as 10.1.1.0/24", abort: true })
  .refine((cidr) => networkOf(cidr) === cidr, {
    error: ({ input }) => `has host bits set; the network is ${networkOf(String(input))}`,
  });

export const addressBlockSchema = z
  .strictObject({ cidr: cidrSchema.optional(), fromVpcSubnet: nameSchema.optional() })
  .refine(({ cidr, fromVpcSubnet }) => (cidr === undefined) !== (fromVpcSubnet === undefined), {
    message: "a block needs exactly one of cidr and fromVpcSubnet; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<AddressBlock>;

/** `10.1.1.5/24` is in `10.1.1.0/24`. */
function networkOf(cidr: string): string {
  const [address = "", length = "32"] = cidr.split("/");
  const value = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const host = value % 2 ** (32 - Number(length));
  if (host === 0) return cidr;
  const network = value - host;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join(".")}/${length}`;
}
