import { z } from "zod";
import { addressBlockSchema, type AddressBlock } from "./address.js";
import { labelsSchema, nameSchema } from "./name.js";

/** A transport protocol. */
export const TransportProtocol = {
  TCP: "tcp",
  UDP: "udp",
  ICMP: "icmp",
} as const;
export type TransportProtocol = (typeof TransportProtocol)[keyof typeof TransportProtocol];

/** One end of a filtered packet; all its fields hold. */
export interface FilterEnd {
  /** A VPC by name, or `*` for any. */
  vpc?: string;
  /** Every VPC with these labels. */
  vpcLabels?: Record<string, string>;
  ips?: AddressBlock[];
  protocol?: TransportProtocol;
  /** A port `80` or a range `8000-8100`. */
  port?: string;
}

/** Which packets a line of a filter speaks of. An empty one speaks of all. */
export interface FilterMatch {
  from?: FilterEnd;
  to?: FilterEnd;
}

/** One line of a filter: exactly one of its fields. The first that matches decides; after the last comes a deny. */
export interface FilterRule {
  permit?: FilterMatch;
  deny?: FilterMatch;
}

/** A port, or a range in ascending order. */
export const portRangeSchema = z
  .string()
  .regex(/^\d{1,5}(?:-\d{1,5})?$/, "must be a port such as 80 or a range such as 8000-8100")
  .refine((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return first >= 1 && first <= last && last <= 65535;
  }, "ports are 1-65535, in ascending order");

const filterEndSchema = z.strictObject({
  vpc: z.union([nameSchema, z.literal("*")], "must be the name of a VPC, or *").optional(),
  vpcLabels: labelsSchema.optional(),
  ips: z.array(addressBlockSchema).min(1).optional(),
  protocol: z.enum(TransportProtocol).optional(),
  port: portRangeSchema.optional(),
}) satisfies z.ZodType<FilterEnd>;

const filterMatchSchema = z.strictObject({
  from: filterEndSchema.optional(),
  to: filterEndSchema.optional(),
}) satisfies z.ZodType<FilterMatch>;

/** A filter that is there has at least one line; an empty one would deny everything without saying so. */
export const filterSchema = z
  .array(
    z
      .strictObject({ permit: filterMatchSchema.optional(), deny: filterMatchSchema.optional() })
      .refine(({ permit, deny }) => (permit === undefined) !== (deny === undefined), {
        message: "needs exactly one of permit and deny",
      }) satisfies z.ZodType<FilterRule>,
  )
  .min(1, "leave the filter out to allow everything");
