import { z } from "zod";
import { TrustMode } from "./choices.js";
import { labelSchema, nameSchema } from "./name.js";
import { type MeshTarget, meshTargetSchema } from "./target.js";

/** The roots and leaves of a mesh. */
export interface MeshTrust {
  /** Defaults to `managed`. */
  mode?: TrustMode;
  /** Hours that a gateway's certificate is valid, 1-2160. Defaults to 24; renewed by a run after two thirds. */
  leafHours?: number;
  /** For `cert-manager`: the Issuer or ClusterIssuer, as `Kind/name`. */
  issuer?: string;
  /** For `provided`: the Secret in the gateway's namespace with `tls.crt`, `tls.key` and `ca.crt`. */
  secretName?: string;
  /**
   * Certificates of this mesh's gateways that no longer count, by serial number: 1-20 bytes in hexadecimal, as
   * `GatewayCertificate.serial` and `openssl x509 -serial` show it. An identity is not shut out by this, only its
   * certificate: the next one counts again. With mode `managed`. Defaults to none.
   */
  revoked?: string[];
  /**
   * Whether no other mesh believes this one any more, nor it them: permissions for its callers and at its gateways open
   * nothing, and Routes between it and others are left out. Calls inside the mesh go on. Defaults to false.
   */
  distrusted?: boolean;
}

/** A service mesh: workloads under one root of trust. */
export interface Mesh {
  /** The SPIFFE trust domain, lower-case: `payments.acme.internal`. No two meshes share one. */
  trustDomain: string;
  /** The system that realises the mesh. */
  target: MeshTarget;
  /** The cluster, by name, that holds the mesh's objects. Defaults to the provider in use. */
  cluster?: string;
  /**
   * The namespace of the mesh's gateways, which must exist. Without it they live in `isthmus-NAME`, which Isthmus
   * makes with Pod Security `restricted`.
   */
  namespace?: string;
  /** Where certificates come from. Defaults to `managed`. */
  trust?: MeshTrust;
}

/** SPIFFE-ID 2.1: lower-case letters, digits, dots, dashes and underscores, at most 255 bytes. */
const trustDomainSchema = z
  .string()
  .regex(
    /^[a-z0-9._-]{1,255}$/,
    "a trust domain is 1-255 lower-case letters, digits, dots, dashes and underscores; write one such as shop.acme.internal",
  );

/** RFC 5280 4.1.2.2: a positive number of at most 20 bytes. */
const serialSchema = z
  .string()
  .regex(
    /^(?!0+$)(?:[0-9A-Fa-f]{2}){1,20}$/,
    "a serial number is 1-20 bytes in hexadecimal, not all zero; write it as the certificate's `serial` shows it",
  );

const trustSchema = z
  .strictObject({
    mode: z.enum(TrustMode).optional(),
    leafHours: z.int().min(1).max(2160).optional(),
    issuer: z
      .string()
      .regex(
        /^(?:Cluster)?Issuer\/[a-z0-9.-]+$/,
        "must be Issuer/NAME or ClusterIssuer/NAME; name the kind and the issuer",
      )
      .optional(),
    secretName: labelSchema.optional(),
    revoked: z.array(serialSchema).optional(),
    distrusted: z.boolean().optional(),
  })
  .refine(({ mode, issuer }) => (mode === TrustMode.CertManager) === (issuer !== undefined), {
    path: ["issuer"],
    message: "issuer goes with mode cert-manager, and that mode needs it; write both or neither",
  })
  .refine(({ mode, secretName }) => (mode === TrustMode.Provided) === (secretName !== undefined), {
    path: ["secretName"],
    message: "secretName goes with mode provided, and that mode needs it; write both or neither",
  })
  .refine(({ mode, revoked }) => revoked === undefined || (mode ?? TrustMode.Managed) === TrustMode.Managed, {
    path: ["revoked"],
    message: "revoked goes with mode managed, where Isthmus signs; revoke elsewhere with what signs there",
  }) satisfies z.ZodType<MeshTrust>;

export const meshSchema = z.strictObject({
  trustDomain: trustDomainSchema,
  target: meshTargetSchema,
  cluster: nameSchema.optional(),
  namespace: labelSchema.optional(),
  trust: trustSchema.optional(),
}) satisfies z.ZodType<Mesh>;
