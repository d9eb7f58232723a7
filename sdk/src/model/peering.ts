import { z } from "zod";
import { type AddressBlock, addressBlockSchema } from "./address.js";
import { ReturnRoute } from "./choices.js";
import { type FilterRule, filterSchema } from "./filter.js";
import { nameSchema } from "./name.js";

/** One party of a Peering. */
export interface PeeringParty {
  /** A VPC, by name. */
  vpc: string;
  /** The addresses it brings. Defaults to the whole VPC. */
  ips?: AddressBlock[];
  /** The addresses under which the others see them, and under which its own calls arrive. Defaults to `ips`. */
  as?: AddressBlock[];
  /** Defaults to `stateful`. */
  returnRoute?: ReturnRoute;
  /** On what the others may reach here. Defaults to no filter. */
  filter?: FilterRule[];
}

/** Both directions at once: an Expose for each party, and Routes between all of them. */
export interface PeeringSpec {
  /** Two parties or more, each VPC once. */
  vpcs: PeeringParty[];
}

export const peeringSchema = z
  .strictObject({
    vpcs: z
      .array(
        z.strictObject({
          vpc: nameSchema,
          ips: z.array(addressBlockSchema).min(1).optional(),
          as: z.array(addressBlockSchema).min(1).optional(),
          returnRoute: z.enum(ReturnRoute).optional(),
          filter: filterSchema.optional(),
        }) satisfies z.ZodType<PeeringParty>,
      )
      .min(2, "a Peering has at least two parties; add the other"),
  })
  .refine(({ vpcs }) => new Set(vpcs.map(({ vpc }) => vpc)).size === vpcs.length, {
    path: ["vpcs"],
    message: "each party is another VPC; remove the one that is there twice",
  }) satisfies z.ZodType<PeeringSpec>;
