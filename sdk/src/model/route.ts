import { z } from "zod";
import { type AddressBlock, addressBlockSchema } from "./address.js";
import { type FilterRule, filterSchema } from "./filter.js";
import { hostnameSchema, labelSchema, labelsSchema, nameSchema, portSchema } from "./name.js";
import { evenIfWrong } from "./rule.js";

/** How a Route's source addresses are translated. */
export const NatType = {
  /** One to one, so `as` is as large as `ips`. */
  Static: "static",
  /** Many to few, by connection tracking and ports. */
  Stateful: "stateful",
} as const;
export type NatType = (typeof NatType)[keyof typeof NatType];

/** Who uses an offer: a mesh, or a VPC. */
export interface RouteSource {
  /** Mesh side: the calling mesh, by name. */
  mesh?: string;
  /** Mesh side: only pods of this namespace may use the route. Defaults to every namespace. */
  namespace?: string;
  /** Mesh side: the identity under which calls leave, with `namespace`. Defaults to the egress gateway's own. */
  serviceAccount?: string;
  /** Mesh side: only pods with these labels may use the route, with `namespace`. */
  labels?: Record<string, string>;
  /** VPC side: the source VPC, by name. */
  vpc?: string;
  /** VPC side: the addresses that may use the route. Defaults to the whole VPC. */
  ips?: AddressBlock[];
  /** VPC side: the addresses under which the other side sees them. Defaults to `ips`. */
  as?: AddressBlock[];
  /** VPC side: how `as` is used. Defaults to `static`. */
  nat?: NatType;
}

/** One of several destinations. */
export interface WeightedDestination {
  /** An Expose, by name. */
  expose: string;
  /** Share of the requests, relative to the sum of all, 1-1000000. */
  weight: number;
}

/** What a Route leads to: exactly one of `expose`, `externalGateway`, `weighted` and `cidrs`. */
export interface RouteDestination {
  /** An Expose, by name. */
  expose?: string;
  /** An external gateway, by name. */
  externalGateway?: string;
  /** Mesh side: several Exposes. */
  weighted?: WeightedDestination[];
  /** VPC side: addresses that Exposes offer, IPv4 CIDRs. */
  cidrs?: AddressBlock[];
}

/** When a failed request is tried again. */
export interface Retries {
  /** 1-10. */
  attempts: number;
  /** Seconds for each try, such as `2s`. */
  perTryTimeout?: string;
}

/** A use of an offer by its consumer. */
export interface RouteSpec {
  /** Who uses the offer. */
  from: RouteSource;
  /** What it leads to. */
  to: RouteDestination;
  /** Mesh side: the plain name that consumers call. `NAME.NAMESPACE` becomes a Service of that name. */
  hostname?: string;
  /** Mesh side: the plain port that consumers call. Defaults to 80. */
  port?: number;
  /** Mesh side: an egress gateway, by name. Defaults to one for the mesh. */
  via?: string;
  /** Mesh side: whether Isthmus makes the namespace in `hostname`. Defaults to true unless the Fabric names it elsewhere. */
  createNamespace?: boolean;
  /** Mesh side: for a whole request, such as `10s`. Defaults to `15s`. */
  timeout?: string;
  /** Mesh side: defaults to none. */
  retries?: Retries;
  /** Mesh side: Exposes to use, in this order, while `to` is down. */
  failover?: string[];
  /** VPC side: defaults to no filter. */
  filter?: FilterRule[];
}

const durationSchema = z
  .string()
  .regex(/^(?!0+(?:\.0+)?s$)\d{1,6}(?:\.\d{1,3})?s$/, "must be seconds above zero; write them as 10s or 0.5s");

const meshSourceFields = ["namespace", "serviceAccount", "labels"] as const;
const vpcSourceFields = ["ips", "as", "nat"] as const;

const routeSourceSchema = z
  .strictObject({
    mesh: nameSchema.optional(),
    namespace: labelSchema.optional(),
    serviceAccount: labelSchema.optional(),
    labels: labelsSchema.optional(),
    vpc: nameSchema.optional(),
    ips: z.array(addressBlockSchema).min(1).optional(),
    as: z.array(addressBlockSchema).min(1).optional(),
    nat: z.enum(NatType).optional(),
  })
  .refine(({ mesh, vpc }) => (mesh === undefined) !== (vpc === undefined), {
    message: "a Route comes from exactly one of mesh and vpc; write one of them",
    ...evenIfWrong,
  })
  .refine(({ namespace, serviceAccount }) => serviceAccount === undefined || namespace !== undefined, {
    path: ["serviceAccount"],
    message: "a service account is named together with its namespace; add namespace",
    ...evenIfWrong,
  })
  .refine(({ namespace, labels }) => labels === undefined || namespace !== undefined, {
    path: ["labels"],
    message: "labels select pods of a namespace; add namespace",
    ...evenIfWrong,
  })
  .superRefine((from, context) => {
    if ((from.mesh === undefined) === (from.vpc === undefined)) return;
    for (const field of from.mesh === undefined ? meshSourceFields : vpcSourceFields) {
      if (from[field] === undefined) continue;
      const message = `${field} does not go with a Route from a ${from.mesh === undefined ? "VPC" : "mesh"}; leave it out`;
      context.addIssue({ code: "custom", path: [field], message });
    }
  }, evenIfWrong) satisfies z.ZodType<RouteSource>;

const routeDestinationSchema = z
  .strictObject({
    expose: nameSchema.optional(),
    externalGateway: nameSchema.optional(),
    weighted: z
      .array(z.strictObject({ expose: nameSchema, weight: z.int().min(1).max(1_000_000) }))
      .min(1)
      .optional(),
    cidrs: z.array(addressBlockSchema).min(1).optional(),
  })
  .refine((to) => Object.values(to).filter((value) => value !== undefined).length === 1, {
    message: "a Route leads to exactly one of expose, externalGateway, weighted and cidrs; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<RouteDestination>;

const meshFields = ["hostname", "port", "via", "createNamespace", "timeout", "retries", "failover"] as const;

export const routeSchema = z
  .strictObject({
    from: routeSourceSchema,
    to: routeDestinationSchema,
    hostname: hostnameSchema.optional(),
    port: portSchema.optional(),
    via: nameSchema.optional(),
    createNamespace: z.boolean().optional(),
    timeout: durationSchema.optional(),
    retries: z.strictObject({ attempts: z.int().min(1).max(10), perTryTimeout: durationSchema.optional() }).optional(),
    failover: z.array(nameSchema).min(1).optional(),
    filter: filterSchema.optional(),
  })
  .superRefine((route, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: [field], message });
    };
    const from = route.from as RouteSource | undefined;
    if (from?.mesh !== undefined) {
      if (route.hostname === undefined)
        refuse("hostname", "a Route from a mesh names the hostname that consumers call; add hostname");
      if (route.filter !== undefined) refuse("filter", "filter does not go with a Route from a mesh; leave it out");
      return;
    }
    if (from?.vpc === undefined) return;
    for (const field of meshFields) {
      if (route[field] !== undefined) refuse(field, `${field} does not go with a Route from a VPC; leave it out`);
    }
  }, evenIfWrong) satisfies z.ZodType<RouteSpec>;
