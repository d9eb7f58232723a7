import { z } from "zod";

/** What happens to the headers of a request or response, in this order: `remove`, `set`, `add`. */
export interface HeaderChanges {
  /** Headers by name, in place of what was there. */
  set?: Record<string, string>;
  /** Headers by name, besides what is there. */
  add?: Record<string, string>;
  /** Names of headers. */
  remove?: string[];
}

/**
 * Headers that say who calls, where to, or how the message is framed. Whoever could change them would change what the
 * other side decides by.
 */
const reserved =
  /^(?::|host$|connection$|content-length$|keep-alive$|proxy-|te$|trailer$|transfer-encoding$|upgrade$|x-envoy-|x-forwarded-client-cert$)/;

const headerNameSchema = z
  .string()
  .regex(
    /^[!#$%&'*+.^`|~0-9A-Za-z-]{1,128}$/,
    "must be the name of a header (RFC 9110) without underscores; write it such as x-team",
  )
  .refine((name) => !reserved.test(name.toLowerCase()), {
    message: "this header belongs to the gateways; choose another one",
  });

const headerValueSchema = z
  .string()
  .max(4096)
  .regex(
    /^[\t\x20-\x7e]*$/,
    "a header's value is one line of visible ASCII characters, spaces and tabs; encode what is not",
  );

export const headerChangesSchema = z.strictObject({
  set: z.record(headerNameSchema, headerValueSchema).optional(),
  add: z.record(headerNameSchema, headerValueSchema).optional(),
  remove: z.array(headerNameSchema).optional(),
}) satisfies z.ZodType<HeaderChanges>;
