import { z } from "zod";

/**
 * The name of a declaration: letters, digits and inner dashes, starting with a letter, 1-40 characters, so that what
 * is derived from it still fits a DNS label (RFC 1123, 63 characters).
 */
export const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/,
    "a name is 1-40 letters, digits and inner dashes, starting with a letter",
  );

/** A DNS label (RFC 1123): namespaces, services, service accounts. */
export const labelSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "must be a DNS label: 1-63 lower-case letters, digits and inner dashes",
  );

/** A DNS name (RFC 1123): labels joined by dots, at most 253 characters, which also fits a TLS server name. */
export const hostnameSchema = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/,
    "must be a lower-case DNS name without a trailing dot",
  );

/** A TCP or UDP port. */
export const portSchema = z.int().min(1).max(65535);

/** Declarations by name. */
export const byName = <T extends z.ZodType>(schema: T) => z.record(nameSchema, schema);

/** Kubernetes labels, as far as a selector needs them. */
export const labelsSchema = z.record(
  z.string().regex(/^(?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, "must be a label key"),
  z.string().regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/, "must be a label value"),
);
