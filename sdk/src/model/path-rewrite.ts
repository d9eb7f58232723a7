import { z } from "zod";
import { pathSchema } from "./http-match.js";
import { evenIfWrong } from "./rule.js";

/** What becomes of a request's path; the query stays. Exactly one of its fields. */
export interface PathRewrite {
  /** Instead of the whole path. */
  path?: string;
  /** Instead of the prefix that was matched; `/` takes the prefix away. Goes with a match by prefix. */
  prefix?: string;
}

export const pathRewriteSchema = z
  .strictObject({
    path: pathSchema.optional(),
    prefix: pathSchema
      .refine((prefix) => prefix === "/" || !prefix.endsWith("/"), "write the prefix without the trailing /")
      .optional(),
  })
  .refine(({ path, prefix }) => (path === undefined) !== (prefix === undefined), {
    message: "a rewrite needs exactly one of path and prefix; write one of them",
    ...evenIfWrong,
  }) satisfies z.ZodType<PathRewrite>;
