import { z } from "zod";
import { addressBlockSchema, type AddressBlock } from "./address.js";
import { TransportProtocol } from "./choices.js";
import { labelsSchema, nameSchema } from "./name.js";
import { evenIfWrong } from "./rule.js";

/** One end of a filtered packet; all its fields hold. */
export interface FilterEnd {
  /** A VPC by name, or `*` for any. */
  vpc?: string;
  /** Every VPC with these labels. */
  vpcLabels?: Record<string, string>;
  /** Addresses as the client of the connection sees them. Defaults to all. */
  ips?: AddressBlock[];
  /** Defaults to all. */
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

const portRange = /^\d{1,5}(?:-\d{1,5})?$/;

/** A port, or a range in ascending order. */
export const portRangeSchema = z
  .string()
  .regex(portRange, "must be a port or a range of ports; write it as 80 or 8000-8100")
  .refine((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return !portRange.test(range) || (first >= 1 && first <= last && last <= 65535);
  }, "ports are 1-65535, in ascending order; write the lower one first");

const filterEndSchema = z.strictObject({
  vpc: z
    .union([nameSchema, z.literal("*")], "must be the name of a VPC, or *; name one that the Fabric declares")
    .optional(),
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
        message: "a line of a filter needs exactly one of permit and deny; write one of them",
        ...evenIfWrong,
      }) satisfies z.ZodType<FilterRule>,
  )
  .min(1, "an empty filter would deny everything; leave it out to allow everything");
