import { z } from "zod";
import { type AddressBlock, addressBlockSchema } from "./address.js";
import { ReturnRoute, ServiceProtocol, TransportProtocol } from "./choices.js";
import { type ConnectionLimits, connectionLimitsSchema } from "./connection-limits.js";
import { durationSchema } from "./duration.js";
import { type FilterRule, filterSchema, portRangeSchema } from "./filter.js";
import { type HeaderChanges, headerChangesSchema } from "./header-changes.js";
import { type HealthCheck, healthCheckSchema } from "./health-check.js";
import { type PathMatch, pathMatchSchema } from "./http-match.js";
import { labelSchema, labelsSchema, nameSchema, portSchema } from "./name.js";
import { type OutlierDetection, outlierDetectionSchema } from "./outlier-detection.js";
import { type PathRewrite, pathRewriteSchema } from "./path-rewrite.js";
import { type RateLimit, rateLimitSchema } from "./rate-limit.js";
import { evenIfWrong } from "./rule.js";

/** A port that callers use and the port behind it; ranges are of equal length. */
export interface PortMapping {
  /** A port `80` or a range `8000-8100`. */
  external: string;
  /** A port or a range as long as `external`. */
  internal: string;
  /** Defaults to tcp and udp. */
  protocol?: TransportProtocol;
}

/** A Kubernetes Service behind a gateway. */
export interface ServiceReference {
  /** The Service's name. */
  name: string;
  /** The Service's namespace, in the cluster of the gateway's mesh. */
  namespace: string;
  /** The Service's port, 1-65535. */
  port: number;
  /** Defaults to `HTTP`; a listener of TLS or TCP passes bytes on. */
  protocol?: ServiceProtocol;
  /** Labels of the pods behind it, so that a mesh opens these alone to the gateway. Defaults to all pods of the namespace. */
  selector?: Record<string, string>;
}

/**
 * An offer: what others may use, once a Route (VPC) or a CrossMeshPermission (mesh) lets them. Either the fields of a
 * VPC (`vpc`, `ips`, …) or those of a mesh (`gateway`, `listener`, `service`, …).
 */
export interface ExposeSpec {
  /** VPC side: the VPC, by name, whose addresses are offered. */
  vpc?: string;
  /** VPC side: the addresses offered. An external that leaves them out offers all that no VPC exposes. */
  ips?: AddressBlock[];
  /** VPC side: the addresses under which others see them, equal in number (static NAT). Defaults to `ips`. */
  as?: AddressBlock[];
  /** VPC side: the only ports offered, and what they map to (PAT). Defaults to all, unchanged. */
  ports?: PortMapping[];
  /** VPC side: defaults to `stateful`. */
  returnRoute?: ReturnRoute;
  /** VPC side: defaults to no filter. */
  filter?: FilterRule[];
  /** VPC side: how long a flow without a packet is remembered, such as `300s`. Defaults to the gateway's timeouts. */
  idleTimeout?: string;
  /** Mesh side: the gateway, by name. */
  gateway?: string;
  /** Mesh side: the listener of the gateway. Defaults to its only one. */
  listener?: string;
  /** Mesh side: the Service that answers. */
  service?: ServiceReference;
  /** Mesh side: the part of the listener's hostname that goes to the service. Defaults to every path. */
  path?: PathMatch;
  /** Mesh side: the path that the service sees; `prefix` goes with a `path` by prefix. Defaults to the caller's. */
  rewrite?: PathRewrite;
  /** Mesh side: changes to the headers that the service sees. Defaults to none. */
  requestHeaders?: HeaderChanges;
  /** Mesh side: changes to the headers of its answers. Defaults to none. */
  responseHeaders?: HeaderChanges;
  /** Mesh side: at most this many requests for this offer. Defaults to no limit. */
  rateLimit?: RateLimit;
  /** Mesh side: asks the service whether it is well. Defaults to none. */
  healthCheck?: HealthCheck;
  /** Mesh side: takes failing endpoints of a headless Service out. Defaults to none. */
  outlierDetection?: OutlierDetection;
  /** Mesh side: at most this much at once. Defaults as its fields say. */
  limits?: ConnectionLimits;
}

const portMappingSchema = z
  .strictObject({
    external: portRangeSchema,
    internal: portRangeSchema,
    protocol: z.enum(TransportProtocol).optional(),
  })
  .refine(
    ({ external, internal }) =>
      !isRange(external) || !isRange(internal) || rangeLength(external) === rangeLength(internal),
    {
      path: ["internal"],
      message: "must be as long as the external range; write as many ports on both sides",
    },
  ) satisfies z.ZodType<PortMapping>;

const isRange = (range: string): boolean => portRangeSchema.safeParse(range).success;

const rangeLength = (range: string): number => {
  const [first = 0, last = first] = range.split("-").map(Number);
  return last - first;
};

const vpcFields = ["ips", "as", "ports", "returnRoute", "filter", "idleTimeout"] as const;
const meshFields = [
  "listener",
  "service",
  "path",
  "rewrite",
  "requestHeaders",
  "responseHeaders",
  "rateLimit",
  "healthCheck",
  "outlierDetection",
  "limits",
] as const;

export const exposeSchema = z
  .strictObject({
    vpc: nameSchema.optional(),
    ips: z.array(addressBlockSchema).min(1).optional(),
    as: z.array(addressBlockSchema).min(1).optional(),
    ports: z.array(portMappingSchema).min(1).optional(),
    returnRoute: z.enum(ReturnRoute).optional(),
    filter: filterSchema.optional(),
    idleTimeout: durationSchema.optional(),
    gateway: nameSchema.optional(),
    listener: nameSchema.optional(),
    service: z
      .strictObject({
        name: labelSchema,
        namespace: labelSchema,
        port: portSchema,
        protocol: z.enum(ServiceProtocol).optional(),
        selector: labelsSchema.optional(),
      })
      .optional(),
    path: pathMatchSchema.optional(),
    rewrite: pathRewriteSchema.optional(),
    requestHeaders: headerChangesSchema.optional(),
    responseHeaders: headerChangesSchema.optional(),
    rateLimit: rateLimitSchema.optional(),
    healthCheck: healthCheckSchema.optional(),
    outlierDetection: outlierDetectionSchema.optional(),
    limits: connectionLimitsSchema.optional(),
  })
  .superRefine((expose, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: field === "" ? [] : field.split("."), message });
    };
    if ((expose.vpc === undefined) === (expose.gateway === undefined))
      refuse("", "an Expose needs exactly one of vpc and gateway; write one of them");
    if (expose.gateway !== undefined && expose.service === undefined)
      refuse("service", "an Expose behind a gateway names the service; add service");
    if (expose.rewrite?.prefix !== undefined && expose.path !== undefined && expose.path.prefix === undefined)
      refuse("rewrite.prefix", "there is no prefix to replace; write path by prefix, or use rewrite.path");
    const foreign = expose.gateway !== undefined ? vpcFields : expose.vpc !== undefined ? meshFields : [];
    for (const field of foreign) {
      if (expose[field] !== undefined)
        refuse(field, `${field} does not go with ${expose.gateway !== undefined ? "gateway" : "vpc"}; leave it out`);
    }
  }, evenIfWrong) satisfies z.ZodType<ExposeSpec>;
