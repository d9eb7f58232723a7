import { z } from "zod";
import { ExternalProtocol, ServiceProtocol } from "./choices.js";
import { hostnameSchema, nameSchema, portSchema } from "./name.js";
import { evenIfWrong } from "./rule.js";

/** Under what name an external gateway is known, and who vouches for it. */
export interface ExternalIdentity {
  /** Its SPIFFE ID, `spiffe://TRUST-DOMAIN/PATH`. */
  spiffeId: string;
  /** The certificates of its certificate authority, PEM. */
  bundle?: string;
}

/** TLS of a destination that shows a server's certificate instead of an identity. */
export interface ExternalTls {
  /** The certificates of the authorities that may vouch for it, PEM. Defaults to the public ones. */
  bundle?: string;
  /** The Secret in the calling gateway's namespace with the `tls.crt` and `tls.key` that it asks for. Defaults to none. */
  secretName?: string;
}

/** A gateway outside the cluster (GEP-3792): a source in permissions, a destination in routes. */
export interface ExternalGatewaySpec {
  /** DNS names or IPv4 addresses. */
  addresses: string[];
  /** 1-65535. Defaults to 443. */
  port?: number;
  /** The server name it answers to. Defaults to its first address if that is a name. */
  hostname?: string;
  /** Defaults to `mesh`. */
  protocol?: ExternalProtocol;
  /** The port that the mesh relaxes, for `relaxed-tls`. */
  relaxedPort?: number;
  /** Under what name it is known. Needed where it calls, or speaks the mesh's mutual TLS. */
  identity?: ExternalIdentity;
  /** For protocol `tls`. Defaults as its fields say. */
  tls?: ExternalTls;
  /** What it speaks inside TLS, as a destination. Defaults to `HTTP`. */
  serviceProtocol?: ServiceProtocol;
  /** The meshes, by name, whose identities it accepts. */
  trusts?: string[];
  /** The meshes, by name, that accept its identity. */
  trustedBy?: string[];
}

export const externalGatewaySchema = z
  .strictObject({
    addresses: z.array(hostnameSchema).min(1),
    port: portSchema.optional(),
    hostname: hostnameSchema.optional(),
    protocol: z.enum(ExternalProtocol).optional(),
    relaxedPort: portSchema.optional(),
    identity: z
      .strictObject({
        spiffeId: z
          .string()
          .max(2048)
          .regex(
            /^spiffe:\/\/[a-z0-9._-]{1,255}(?:\/[A-Za-z0-9._-]+)+$/,
            "must be spiffe://TRUST-DOMAIN/PATH; write the whole SPIFFE ID",
          ),
        bundle: z
          .string()
          .startsWith("-----BEGIN CERTIFICATE-----", "must be certificates; write them in PEM")
          .optional(),
      })
      .optional(),
    tls: z
      .strictObject({
        bundle: z
          .string()
          .startsWith("-----BEGIN CERTIFICATE-----", "must be certificates; write them in PEM")
          .optional(),
        secretName: hostnameSchema.optional(),
      })
      .optional(),
    serviceProtocol: z.enum(ServiceProtocol).optional(),
    trusts: z.array(nameSchema).optional(),
    trustedBy: z.array(nameSchema).optional(),
  })
  .refine(({ protocol, relaxedPort }) => (protocol === ExternalProtocol.RelaxedTls) === (relaxedPort !== undefined), {
    path: ["relaxedPort"],
    message: "relaxedPort goes with protocol relaxed-tls, and that protocol needs it; write both or neither",
    ...evenIfWrong,
  })
  .refine(({ protocol, tls }) => tls === undefined || protocol === ExternalProtocol.Tls, {
    path: ["tls"],
    message: "tls goes with protocol tls; set protocol, or leave tls out",
    ...evenIfWrong,
  }) satisfies z.ZodType<ExternalGatewaySpec>;
