import { z } from "zod";
import { PermissionAction } from "./choices.js";
import { type HttpMatch, httpMatchSchema } from "./http-match.js";
import { hostnameSchema, labelSchema, labelsSchema, nameSchema } from "./name.js";
import { evenIfWrong } from "./rule.js";

/** Who calls: a mesh, or a namespace or service account of it, or an external gateway. */
export interface Caller {
  /** A mesh by name, or `*` for any of the Fabric. */
  mesh?: string;
  /** Defaults to every namespace. */
  namespace?: string;
  /** Goes with `namespace`. Defaults to every service account. */
  serviceAccount?: string;
  /**
   * Goes with `namespace`, in place of `serviceAccount` where identities name services: a mesh of target `kuma` 2.14,
   * whose `kuma.io/service` is `SERVICE_NAMESPACE_svc_PORT`. Defaults to every service.
   */
  service?: string;
  /** An external gateway by name, instead of a mesh. */
  externalGateway?: string;
}

/** Who may call a gateway. Nobody may without one: default deny. */
export interface CrossMeshPermissionSpec {
  /** The gateway, by name. One of `gateway` and `gatewayTags`. */
  gateway?: string;
  /** Every gateway with these tags. */
  gatewayTags?: Record<string, string>;
  /** One listener of the gateway. Defaults to every `crossMesh` listener. */
  listener?: string;
  /** One Expose behind the gateway, by name. Defaults to all of them. */
  expose?: string;
  /** Defaults to `allow`. */
  action?: PermissionAction;
  /** The callers; one of them is enough. */
  from: Caller[];
  /** The requests; one of them is enough. Defaults to every request. */
  http?: HttpMatch[];
}

const callerSchema = z
  .strictObject({
    mesh: z
      .union([nameSchema, z.literal("*")], "must be the name of a mesh, or *; name one that the Fabric declares")
      .optional(),
    namespace: labelSchema.optional(),
    serviceAccount: hostnameSchema.optional(),
    service: labelSchema.optional(),
    externalGateway: nameSchema.optional(),
  })
  .refine(({ mesh, externalGateway }) => (mesh === undefined) !== (externalGateway === undefined), {
    message: "a caller needs exactly one of mesh and externalGateway; write one of them",
    ...evenIfWrong,
  })
  .refine(({ namespace, serviceAccount }) => serviceAccount === undefined || namespace !== undefined, {
    path: ["serviceAccount"],
    message: "a service account is named together with its namespace; add namespace",
    ...evenIfWrong,
  })
  .refine(
    ({ namespace, serviceAccount, service }) =>
      service === undefined || (namespace !== undefined && serviceAccount === undefined),
    {
      path: ["service"],
      message:
        "a service is named together with its namespace, and instead of a service account; write namespace and service",
      ...evenIfWrong,
    },
  )
  .refine(({ externalGateway, namespace }) => externalGateway === undefined || namespace === undefined, {
    path: ["namespace"],
    message: "an external gateway has no namespaces; leave namespace out",
    ...evenIfWrong,
  }) satisfies z.ZodType<Caller>;

export const crossMeshPermissionSchema = z
  .strictObject({
    gateway: nameSchema.optional(),
    gatewayTags: labelsSchema
      .refine((tags) => Object.keys(tags).length > 0, "no tags would select every gateway; write at least one")
      .optional(),
    listener: nameSchema.optional(),
    expose: nameSchema.optional(),
    action: z.enum(PermissionAction).optional(),
    from: z.array(callerSchema).min(1, "a permission names at least one caller; add one to from"),
    http: z
      .array(httpMatchSchema)
      .min(1, "an empty list would match no request; leave http out to mean every request")
      .optional(),
  })
  .refine(({ gateway, gatewayTags }) => (gateway === undefined) !== (gatewayTags === undefined), {
    message: "a permission needs exactly one of gateway and gatewayTags; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<CrossMeshPermissionSpec>;
