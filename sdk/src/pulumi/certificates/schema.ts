import { z } from "zod";
import { spiffeIdProblems } from "../../trust/spiffe-id.js";

/** Text that passes as a SPIFFE ID; problems quote it, for it is no secret. */
export const spiffeIdSchema = z.string().superRefine((id, context) => {
  for (const { message } of spiffeIdProblems(id, "")) context.addIssue({ code: "custom", message });
});

/** SPIFFE-ID 2.1. */
export const trustDomainSchema = z
  .string()
  .regex(/^[a-z0-9._-]{1,255}$/, "must be 1-255 lower-case letters, digits, dots, dashes and underscores");

/** PEM of one kind; what is wrong is told without quoting it. */
export const pemSchema = (label: string) =>
  z.string().refine((text) => text.includes(`-----BEGIN ${label}-----`), `must be PEM, -----BEGIN ${label}-----`);
