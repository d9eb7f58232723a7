import { z } from "zod";
import { evenIfWrong } from "./rule.js";

/** A condition on a request's path, without the query: exactly one of its fields. */
export interface PathMatch {
  /** The whole path. */
  exact?: string;
  /** Whole segments from the start: `/a` takes `/a` and `/a/b`, never `/ab`. Only `/` ends with a slash. */
  prefix?: string;
  /** RE2, anchored at both ends. */
  regex?: string;
}

/** A condition on a header or a query parameter: exactly one of the fields besides `name`. */
export interface ValueMatch {
  /** Header names compare without case, query parameters with it. */
  name: string;
  /** The whole value. */
  exact?: string;
  /** How the value begins. */
  prefix?: string;
  /** RE2, anchored at both ends. */
  regex?: string;
  /** Whether it is there at all. */
  present?: boolean;
}

/** A condition on a JSON Web Token: signed by `issuer`, meant for one of `audiences`, with these claims. */
export interface JwtMatch {
  /** The `iss` claim, compared whole. */
  issuer: string;
  /** One of them is in the `aud` claim. Defaults to any. */
  audiences?: string[];
  /** Where the keys are, an https URL of a server with a name, without credentials. One of `jwksUri` and `jwks`. */
  jwksUri?: string;
  /** The keys themselves, as JSON. */
  jwks?: string;
  /** Claims by name; a claim that is a list matches if it holds the value. */
  claims?: Record<string, string>;
}

/** A request that a rule of a Route speaks of; all conditions hold. */
export interface RequestMatch {
  /** An HTTP method, upper-case. Defaults to any. */
  method?: string;
  /** Defaults to any path. */
  path?: PathMatch;
  /** All of them hold. */
  headers?: ValueMatch[];
  /** All of them hold. */
  query?: ValueMatch[];
}

/** A request that a permission speaks of; all conditions hold. */
export interface HttpMatch {
  /** An HTTP method, upper-case. Defaults to any. */
  method?: string;
  /** Defaults to any path. */
  path?: PathMatch;
  /** All of them hold. */
  headers?: ValueMatch[];
  /** All of them hold. */
  query?: ValueMatch[];
  /** Defaults to no token. */
  jwt?: JwtMatch;
}

const isOneOf = (...values: unknown[]): boolean => values.filter((value) => value !== undefined).length === 1;

/** A path without query or fragment. */
export const pathSchema = z
  .string()
  .max(2048)
  .startsWith("/", "a path starts with /; add it")
  .regex(/^[^?#\s]*$/, "a path holds no query, fragment or space; leave that part out");

export const pathMatchSchema = z
  .strictObject({
    exact: pathSchema.optional(),
    prefix: pathSchema
      .refine((prefix) => prefix === "/" || !prefix.endsWith("/"), {
        message: "a prefix takes whole segments; write it without the trailing /",
      })
      .optional(),
    regex: z.string().min(1).max(1024).optional(),
  })
  .refine(({ exact, prefix, regex }) => isOneOf(exact, prefix, regex), {
    message: "a path needs exactly one of exact, prefix and regex; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<PathMatch>;

const valueMatchSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
        "must be the name of a header or parameter (a token of RFC 9110); write it without spaces or colons",
      ),
    exact: z.string().optional(),
    prefix: z.string().optional(),
    regex: z.string().optional(),
    present: z.boolean().optional(),
  })
  .refine(({ exact, prefix, regex, present }) => isOneOf(exact, prefix, regex, present), {
    message: "needs exactly one of exact, prefix, regex and present; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<ValueMatch>;

const jwtMatchSchema = z
  .strictObject({
    issuer: z.string().min(1),
    audiences: z.array(z.string().min(1)).min(1).optional(),
    jwksUri: z
      .url({ protocol: /^https$/, error: "must be an https URL; write where the issuer serves its keys" })
      .refine(hasPlainName, "must name its server by a DNS name, and no user; write where anybody can read the keys")
      .optional(),
    jwks: z.string().min(2).optional(),
    claims: z.record(z.string().min(1), z.string()).optional(),
  })
  .refine(({ jwksUri, jwks }) => isOneOf(jwksUri, jwks), {
    message: "needs exactly one of jwksUri and jwks; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<JwtMatch>;

/** A server's certificate is asked for its name, and what is in the URL is read by many. */
function hasPlainName(uri: string): boolean {
  // what is no URL at all has its problem already
  if (!URL.canParse(uri)) return true;
  const { hostname, username, password } = new URL(uri);
  return username === "" && password === "" && !/^[\d.]+$|^\[|\.$/.test(hostname);
}

export const requestMatchSchema = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Z]{1,32}$/, "must be an HTTP method; write it in upper case, such as GET")
    .optional(),
  path: pathMatchSchema.optional(),
  headers: z.array(valueMatchSchema).min(1).optional(),
  query: z.array(valueMatchSchema).min(1).optional(),
}) satisfies z.ZodType<RequestMatch>;

export const httpMatchSchema = requestMatchSchema.extend({
  jwt: jwtMatchSchema.optional(),
}) satisfies z.ZodType<HttpMatch>;
