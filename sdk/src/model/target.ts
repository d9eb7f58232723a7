import { z } from "zod";
import { MeshTargetKind, VpcTargetKind } from "./choices.js";
import { nameSchema } from "./name.js";

/** Which system realises a mesh. */
export interface MeshTarget {
  kind: MeshTargetKind;
  /** The system's version where it decides what exists, such as Kuma's `2.14` or `3.0`. Defaults to its newest. */
  version?: string;
}

/** Which system realises a VPC. */
export interface VpcTarget {
  kind: VpcTargetKind;
  /** Target `standalone`: the NAT gateway, by name, that it is attached to. Defaults to `nat`. */
  gateway?: string;
}

const versionSchema = z.string().regex(/^\d+(?:\.\d+)*$/, "must be a version; write it as 2.14");

export const meshTargetSchema = z.strictObject({
  kind: z.enum(MeshTargetKind),
  version: versionSchema.optional(),
}) satisfies z.ZodType<MeshTarget>;

export const vpcTargetSchema = z.strictObject({
  kind: z.enum(VpcTargetKind),
  gateway: nameSchema.optional(),
}) satisfies z.ZodType<VpcTarget>;
