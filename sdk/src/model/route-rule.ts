import { z } from "zod";
import { durationSchema } from "./duration.js";
import { type HeaderChanges, headerChangesSchema } from "./header-changes.js";
import { type RequestMatch, requestMatchSchema } from "./http-match.js";
import { nameSchema } from "./name.js";
import { type PathRewrite, pathRewriteSchema } from "./path-rewrite.js";
import { type Redirect, redirectSchema } from "./redirect.js";
import { evenIfWrong } from "./rule.js";

/** When a failed request is tried again. */
export interface Retries {
  /** 1-10. */
  attempts: number;
  /** Seconds for each try, such as `2s`. */
  perTryTimeout?: string;
  /** Answers that count as failed, 500-599, besides no answer at all. Defaults to 503. */
  statusCodes?: number[];
}

/** One of several destinations. */
export interface WeightedDestination {
  /** An Expose, by name. */
  expose: string;
  /** Share of the requests, relative to the sum of all, 1-1000000. */
  weight: number;
}

/** A copy of requests, sent besides; its answer counts for nothing. */
export interface Mirror {
  /** An Expose, by name. */
  expose: string;
  /** Share of the requests, 1-100. Defaults to 100. */
  percent?: number;
}

/**
 * Some requests of a Route, treated in their own way. What a rule leaves out is as the Route says; the first rule that
 * matches decides, and what no rule matches goes as the Route says.
 */
export interface RouteRule {
  /** Which requests. Defaults to all. */
  match?: RequestMatch;
  /** Where they go: one Expose, by name. At most one of `expose`, `weighted` and `redirect`. */
  expose?: string;
  /** Where they go: several Exposes. */
  weighted?: WeightedDestination[];
  /** Answers them itself. */
  redirect?: Redirect;
  /** Exposes to use, in this order, while the destination is down. */
  failover?: string[];
  rewrite?: PathRewrite;
  requestHeaders?: HeaderChanges;
  responseHeaders?: HeaderChanges;
  mirror?: Mirror;
  /** For a whole request, such as `10s`. */
  timeout?: string;
  retries?: Retries;
}

export const retriesSchema = z.strictObject({
  attempts: z.int().min(1).max(10),
  perTryTimeout: durationSchema.optional(),
  statusCodes: z.array(z.int().min(500).max(599)).min(1).optional(),
}) satisfies z.ZodType<Retries>;

export const weightedSchema = z
  .array(z.strictObject({ expose: nameSchema, weight: z.int().min(1).max(1_000_000) }))
  .min(1)
  .refine((destinations) => new Set(destinations.map(({ expose }) => expose)).size === destinations.length, {
    message: "names an Expose twice; give it one weight",
  }) satisfies z.ZodType<WeightedDestination[]>;

export const mirrorSchema = z.strictObject({
  expose: nameSchema,
  percent: z.int().min(1).max(100).optional(),
}) satisfies z.ZodType<Mirror>;

const forwardingFields = ["failover", "rewrite", "requestHeaders", "mirror", "timeout", "retries"] as const;

export const routeRuleSchema = z
  .strictObject({
    match: requestMatchSchema.optional(),
    expose: nameSchema.optional(),
    weighted: weightedSchema.optional(),
    redirect: redirectSchema.optional(),
    failover: z.array(nameSchema).min(1).optional(),
    rewrite: pathRewriteSchema.optional(),
    requestHeaders: headerChangesSchema.optional(),
    responseHeaders: headerChangesSchema.optional(),
    mirror: mirrorSchema.optional(),
    timeout: durationSchema.optional(),
    retries: retriesSchema.optional(),
  })
  .superRefine((rule, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: field === "" ? [] : field.split("."), message });
    };
    const places = [rule.expose, rule.weighted, rule.redirect].filter((place) => place !== undefined);
    if (places.length > 1) refuse("", "a rule leads to one of expose, weighted and redirect; write one of them");
    const hasPrefix = rule.match?.path === undefined || rule.match.path.prefix !== undefined;
    if (rule.rewrite?.prefix !== undefined && !hasPrefix)
      refuse("rewrite.prefix", "there is no prefix to replace; match the path by prefix, or use rewrite.path");
    if (rule.redirect?.path?.prefix !== undefined && !hasPrefix)
      refuse(
        "redirect.path.prefix",
        "there is no prefix to replace; match the path by prefix, or use redirect.path.path",
      );
    if (rule.redirect === undefined) return;
    for (const field of forwardingFields)
      if (rule[field] !== undefined) refuse(field, `${field} does not go with redirect; leave it out`);
  }, evenIfWrong) satisfies z.ZodType<RouteRule>;
