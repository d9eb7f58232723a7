import { z } from "zod";
import { GatewayApiImplementation, MeshTargetKind, VpcTargetKind } from "./choices.js";
import { labelSchema, nameSchema } from "./name.js";

/** Which system realises a mesh. */
export interface MeshTarget {
  kind: MeshTargetKind;
  /** The system's version where it decides what exists, such as Kuma's `2.14` or `3.0`. Defaults to its newest. */
  version?: string;
  /** The namespace of the system itself. Defaults to `kuma-system`, `istio-system`, `gloo-mesh` or `envoy-gateway-system`. */
  systemNamespace?: string;
  /** Target `istio` and `gloo-mesh`: the revision of the control plane that injects gateways. Defaults to its default one. */
  revision?: string;
  /** Target `gloo-mesh`: the cluster, by name, of the management plane. Defaults to the mesh's own. */
  managementCluster?: string;
  /** Target `gateway-api`: the GatewayClass. Defaults to `envoy-gateway`. */
  gatewayClassName?: string;
  /** Target `gateway-api`: who realises it. Defaults to `envoy-gateway`. */
  implementation?: GatewayApiImplementation;
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
  systemNamespace: labelSchema.optional(),
  revision: labelSchema.optional(),
  managementCluster: nameSchema.optional(),
  gatewayClassName: labelSchema.optional(),
  implementation: z.enum(GatewayApiImplementation).optional(),
}) satisfies z.ZodType<MeshTarget>;

export const vpcTargetSchema = z.strictObject({
  kind: z.enum(VpcTargetKind),
  gateway: nameSchema.optional(),
}) satisfies z.ZodType<VpcTarget>;
