import { z } from "zod";
import { cidrSchema } from "./address.js";
import { byName, labelsSchema, nameSchema } from "./name.js";
import { type VpcTarget, vpcTargetSchema } from "./target.js";

/** How a VPC's traffic reaches the NAT gateway. */
export interface VpcAttachment {
  /** The network interface in the gateway's namespace. */
  interface?: string;
  /** A Multus NetworkAttachmentDefinition, `namespace/name`. Defaults to an interface that the node has. */
  network?: string;
  /** The gateway's own address on the interface, which hosts of the VPC use as next hop. Defaults to `169.254.1.1/32`. */
  address?: string;
  /** The router, an IPv4 address, behind which the VPC's addresses are. Defaults to none: they are on the link. */
  nextHop?: string;
}

/** A network with addresses of its own, which may overlap those of others; or an external, such as the internet. */
export interface Vpc {
  /** The addresses it owns, IPv4 CIDRs. An external owns whatever no VPC exposes, so it may leave them out. */
  cidrs?: string[];
  /** Named parts of `cidrs`. */
  subnets?: Record<string, string>;
  /** The system that realises it. */
  target: VpcTarget;
  /** The cluster, by name, that holds its objects. Defaults to the provider in use. */
  cluster?: string;
  /** Whether it stands for what is outside: a lower class than VPCs, chosen only where none of them matches. */
  external?: boolean;
  /** Among externals that match equally well the lowest wins, then the name. Defaults to 100. */
  priority?: number;
  /** How its traffic reaches the gateway. */
  attachment?: VpcAttachment;
  /** For selection in filters. */
  labels?: Record<string, string>;
}

export const vpcSchema = z
  .strictObject({
    cidrs: z.array(cidrSchema).min(1).optional(),
    subnets: byName(cidrSchema).optional(),
    target: vpcTargetSchema,
    cluster: nameSchema.optional(),
    external: z.boolean().optional(),
    priority: z.int().min(0).max(1000).optional(),
    attachment: z
      .strictObject({
        interface: z
          .string()
          .regex(/^[^\s/]{1,15}$/, "must be the name of a network interface; write its 1-15 characters")
          .optional(),
        network: z
          .string()
          .regex(/^[a-z0-9-]+\/[a-z0-9.-]+$/, "must be a NetworkAttachmentDefinition; write it as namespace/name")
          .optional(),
        address: z.cidrv4("must be an IPv4 address with its length; write it as 10.1.0.1/24").optional(),
        nextHop: z.ipv4("must be an IPv4 address; write the one of the VPC's router").optional(),
      })
      .optional(),
    labels: labelsSchema.optional(),
  })
  .refine(({ cidrs, external }) => external === true || cidrs !== undefined, {
    path: ["cidrs"],
    message: "a VPC that is not external names its addresses; add cidrs",
  }) satisfies z.ZodType<Vpc>;
