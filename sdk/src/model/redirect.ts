import { z } from "zod";
import { Scheme } from "./choices.js";
import { hostnameSchema, portSchema } from "./name.js";
import { type PathRewrite, pathRewriteSchema } from "./path-rewrite.js";

/** An answer that sends the caller elsewhere. What it leaves out stays as it was. */
export interface Redirect {
  scheme?: Scheme;
  hostname?: string;
  /** Defaults to that of the scheme. */
  port?: number;
  path?: PathRewrite;
  /** 301, 302, 303, 307 or 308. Defaults to 302. */
  statusCode?: number;
}

export const redirectSchema = z
  .strictObject({
    scheme: z.enum(Scheme).optional(),
    hostname: hostnameSchema.optional(),
    port: portSchema.optional(),
    path: pathRewriteSchema.optional(),
    statusCode: z
      .int()
      .refine((code) => [301, 302, 303, 307, 308].includes(code), "must be 301, 302, 303, 307 or 308; choose one")
      .optional(),
  })
  .refine(({ scheme, hostname, port, path }) => [scheme, hostname, port, path].some((part) => part !== undefined), {
    message: "leads back to itself; write at least one of scheme, hostname, port and path",
  }) satisfies z.ZodType<Redirect>;
