import { z } from "zod";

/**
 * The name of a declaration: letters, digits and inner dashes, starting with a letter, 1-40 characters, so that what
 * is derived from it still fits a DNS label (RFC 1123, 63 characters).
 */
export const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/,
    "a name is 1-40 letters, digits and inner dashes, starting with a letter; choose one such as checkout",
  );

/** A DNS label (RFC 1123): namespaces, services, service accounts. */
export const labelSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "must be a DNS label (1-63 lower-case letters, digits and inner dashes); write the name that it has in Kubernetes",
  );

/** A DNS name (RFC 1123): labels joined by dots, at most 253 characters, which also fits a TLS server name. */
export const hostnameSchema = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/,
    "must be a DNS name; write it in lower case, without a trailing dot",
  );

/** A TCP or UDP port. */
export const portSchema = z
  .int()
  .min(1, "a port is 1-65535; choose one of them")
  .max(65535, "a port is 1-65535; choose one of them");

/** Declarations by name, in the order of their names, so that the order in a program decides nothing. */
export const byName = <T extends z.ZodType>(schema: T) => z.record(nameSchema, schema).overwrite(inNameOrder);

/** Without a prototype, so that nothing is called `toString` that nobody declared. */
export const inNameOrder = <T extends Record<string, unknown>>(record: T): T => {
  const ordered = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(record).sort()) ordered[name] = record[name];
  return ordered as T;
};

/** Kubernetes labels, as far as a selector needs them. */
export const labelsSchema = z.record(
  z
    .string()
    .regex(
      /^(?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
      "must be a label key (RFC 1123); write it as NAME or PREFIX/NAME",
    ),
  z
    .string()
    .regex(
      /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
      "must be a label value; write at most 63 letters, digits, dots, dashes and underscores",
    ),
);
