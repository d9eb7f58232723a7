import { z } from "zod";
import { durationSchema } from "./duration.js";
import { type GatewayResources, gatewayResourcesSchema } from "./mesh-gateway.js";
import { labelSchema, labelsSchema, nameSchema } from "./name.js";

/** How long flows without a packet are remembered, each in seconds such as `300s`. Of ICMP echo the kernel decides. */
export interface FlowTimeouts {
  /** Established TCP connections. Defaults to `86400s`. */
  tcp?: string;
  /** UDP with answers. Defaults to `120s`. */
  udp?: string;
}

/**
 * The gateway between VPCs of target `standalone`: pods of which one at a time forwards, with nftables in its network
 * namespace. VPCs that name none share one called `nat`, which has all defaults where none of that name is declared.
 */
export interface NatGatewaySpec {
  /** The cluster, by name, that runs its pods. Defaults to the provider in use. */
  cluster?: string;
  /** The namespace of its pods. Defaults to `isthmus-NAME`, which Isthmus makes; it must admit NET_ADMIN. */
  namespace?: string;
  /** One forwards, the others stand by with the ruleset loaded. Defaults to 2. */
  replicas?: number;
  /** The image of the agent. Defaults to the one of this release. */
  image?: string;
  /** What each pod may use. */
  resources?: GatewayResources;
  /** Only nodes with these labels, such as those that have the interfaces. */
  nodeSelector?: Record<string, string>;
  /** Whether TCP's segment size is lowered to what the way out carries. Defaults to true. */
  clampMss?: boolean;
  /** Whether the pods ask for the kernel settings that they need, which the kubelet must allow. Defaults to false. */
  setSysctls?: boolean;
  /** For flows whose Expose and Route name no `idleTimeout`. Defaults as its fields say. */
  timeouts?: FlowTimeouts;
}

export const natGatewaySchema = z.strictObject({
  cluster: nameSchema.optional(),
  namespace: labelSchema.optional(),
  replicas: z.int().min(1, "one pod must forward; write 1 or more").max(10).optional(),
  image: z.string().min(1).optional(),
  resources: gatewayResourcesSchema.optional(),
  nodeSelector: labelsSchema.optional(),
  clampMss: z.boolean().optional(),
  setSysctls: z.boolean().optional(),
  timeouts: z
    .strictObject({
      tcp: durationSchema.optional(),
      udp: durationSchema.optional(),
    })
    .optional(),
}) satisfies z.ZodType<NatGatewaySpec>;
