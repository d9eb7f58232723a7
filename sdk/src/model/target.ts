import { z } from "zod";

/** The system that realises a mesh. */
export const MeshTargetKind = {
  /** Envoy gateways that Isthmus brings; needs nothing but Kubernetes. */
  Standalone: "standalone",
  /** Kuma, `version` 2.14 or 3.0. */
  Kuma: "kuma",
  /** Istio with sidecars. */
  Istio: "istio",
  /** Gloo Mesh 2.x. */
  GlooMesh: "gloo-mesh",
  /** Any implementation of Gateway API. */
  GatewayApi: "gateway-api",
} as const;
export type MeshTargetKind = (typeof MeshTargetKind)[keyof typeof MeshTargetKind];

/** The system that realises a VPC's side. */
export const VpcTargetKind = {
  /** The nftables gateway that Isthmus brings. */
  Standalone: "standalone",
  /** Hedgehog Open Network Fabric. */
  Hedgehog: "hedgehog",
} as const;
export type VpcTargetKind = (typeof VpcTargetKind)[keyof typeof VpcTargetKind];

/** Which system realises a mesh. */
export interface MeshTarget {
  kind: MeshTargetKind;
  /** The system's version where it decides what exists, such as Kuma's `2.14` or `3.0`. Defaults to its newest. */
  version?: string;
}

/** Which system realises a VPC. */
export interface VpcTarget {
  kind: VpcTargetKind;
}

const versionSchema = z.string().regex(/^\d+(?:\.\d+)*$/, "must be a version; write it as 2.14");

export const meshTargetSchema = z.strictObject({
  kind: z.enum(MeshTargetKind),
  version: versionSchema.optional(),
}) satisfies z.ZodType<MeshTarget>;

export const vpcTargetSchema = z.strictObject({ kind: z.enum(VpcTargetKind) }) satisfies z.ZodType<VpcTarget>;
