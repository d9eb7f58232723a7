import { z } from "zod";
import { trustDomainId } from "../../trust/spiffe-id.js";
import { handler } from "./handler.js";
import { pemSchema, trustDomainSchema } from "./schema.js";

/** A mesh's issuer, signed by its root. */
export const issuer = handler({
  schema: z.object({
    trustDomain: trustDomainSchema,
    rootCertificate: pemSchema("CERTIFICATE"),
    rootKey: pemSchema("PRIVATE KEY"),
  }),
  identity: ["trustDomain"],
  content: ["rootCertificate"],
  signingKeys: ["rootKey"],
  id: ({ trustDomain }) => `${trustDomainId(trustDomain)}#issuer`,
  async issue({ trustDomain, rootCertificate, rootKey }, now) {
    const { issueIssuer } = await import("./issuing.js");
    return issueIssuer(trustDomain, { certificate: rootCertificate, privateKey: rootKey }, now);
  },
});
