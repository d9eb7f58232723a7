import { z } from "zod";
import { spiffeIdProblems, trustDomainId } from "../../trust/spiffe-id.js";

/** Text that passes as a SPIFFE ID; problems quote it, for it is no secret. */
export const spiffeIdSchema = z.string().superRefine((id, context) => {
  for (const { message } of spiffeIdProblems(id, "")) context.addIssue({ code: "custom", message });
});

export const trustDomainSchema = z.string().superRefine((trustDomain, context) => {
  for (const { message } of spiffeIdProblems(trustDomainId(trustDomain), "")) {
    context.addIssue({ code: "custom", message });
  }
  if (trustDomain.includes("/")) context.addIssue({ code: "custom", message: "must be a trust domain without a path" });
});

/** PEM of one kind; what is wrong is told without quoting it. */
export const pemSchema = (label: string) =>
  z.string().refine((text) => text.includes(`-----BEGIN ${label}-----`), `must be PEM, -----BEGIN ${label}-----`);
