import { z } from "zod";
import { type AddressBlock, addressBlockSchema } from "./address.js";
import { NatType } from "./choices.js";
import { type FilterRule, filterSchema } from "./filter.js";
import { type ConnectionLimits, connectionLimitsSchema } from "./connection-limits.js";
import { durationSchema } from "./duration.js";
import { type HeaderChanges, headerChangesSchema } from "./header-changes.js";
import { type HealthCheck, healthCheckSchema } from "./health-check.js";
import { hostnameSchema, labelSchema, labelsSchema, nameSchema, portSchema } from "./name.js";
import { type OutlierDetection, outlierDetectionSchema } from "./outlier-detection.js";
import { type PathRewrite, pathRewriteSchema } from "./path-rewrite.js";
import {
  type Mirror,
  mirrorSchema,
  type Retries,
  retriesSchema,
  type RouteRule,
  routeRuleSchema,
  type WeightedDestination,
  weightedSchema,
} from "./route-rule.js";
import { evenIfWrong } from "./rule.js";

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
  /** Mesh side: requests that are treated in their own way; the first that matches decides. Defaults to none. */
  rules?: RouteRule[];
  /** Mesh side: changes to the headers that go out. Defaults to none. */
  requestHeaders?: HeaderChanges;
  /** Mesh side: changes to the headers that come back. Defaults to none. */
  responseHeaders?: HeaderChanges;
  /** Mesh side: what becomes of the path, `prefix` instead of `/`. Defaults to nothing. */
  rewrite?: PathRewrite;
  /** Mesh side: a copy of every request. Defaults to none. */
  mirror?: Mirror;
  /** Mesh side: asks each destination whether it is well. Defaults to a connection every 5 s where there is `failover`, else to none. */
  healthCheck?: HealthCheck;
  /** Mesh side: takes failing destinations out. Defaults to its fields' defaults where there is `failover`, else to none. */
  outlierDetection?: OutlierDetection;
  /** Mesh side: at most this much at once. Defaults as its fields say. */
  limits?: ConnectionLimits;
  /** VPC side: defaults to no filter. */
  filter?: FilterRule[];
  /** VPC side: how long a flow without a packet is remembered, such as `300s`. Defaults to that of the Expose. */
  idleTimeout?: string;
}

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
    weighted: weightedSchema.optional(),
    cidrs: z.array(addressBlockSchema).min(1).optional(),
  })
  .refine((to) => Object.values(to).filter((value) => value !== undefined).length === 1, {
    message: "a Route leads to exactly one of expose, externalGateway, weighted and cidrs; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<RouteDestination>;

const vpcFields = ["filter", "idleTimeout"] as const;

const meshFields = [
  "hostname",
  "port",
  "via",
  "createNamespace",
  "timeout",
  "retries",
  "failover",
  "rules",
  "requestHeaders",
  "responseHeaders",
  "rewrite",
  "mirror",
  "healthCheck",
  "outlierDetection",
  "limits",
] as const;

export const routeSchema = z
  .strictObject({
    from: routeSourceSchema,
    to: routeDestinationSchema,
    hostname: hostnameSchema.optional(),
    port: portSchema.optional(),
    via: nameSchema.optional(),
    createNamespace: z.boolean().optional(),
    timeout: durationSchema.optional(),
    retries: retriesSchema.optional(),
    failover: z.array(nameSchema).min(1).optional(),
    rules: z.array(routeRuleSchema).min(1).optional(),
    requestHeaders: headerChangesSchema.optional(),
    responseHeaders: headerChangesSchema.optional(),
    rewrite: pathRewriteSchema.optional(),
    mirror: mirrorSchema.optional(),
    healthCheck: healthCheckSchema.optional(),
    outlierDetection: outlierDetectionSchema.optional(),
    limits: connectionLimitsSchema.optional(),
    filter: filterSchema.optional(),
    idleTimeout: durationSchema.optional(),
  })
  .superRefine((route, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: [field], message });
    };
    const from = route.from as RouteSource | undefined;
    if (from?.mesh !== undefined) {
      if (route.hostname === undefined)
        refuse("hostname", "a Route from a mesh names the hostname that consumers call; add hostname");
      for (const field of vpcFields) {
        if (route[field] !== undefined) refuse(field, `${field} does not go with a Route from a mesh; leave it out`);
      }
      return;
    }
    if (from?.vpc === undefined) return;
    for (const field of meshFields) {
      if (route[field] !== undefined) refuse(field, `${field} does not go with a Route from a VPC; leave it out`);
    }
  }, evenIfWrong) satisfies z.ZodType<RouteSpec>;
