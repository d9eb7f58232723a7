import { z } from "zod";
import { trustDomainId } from "../../trust/spiffe-id.js";
import { handler, keyOf } from "./handler.js";
import { pemSchema, trustDomainSchema } from "./schema.js";

/**
 * A mesh's issuer, signed by its root. Renewal keeps its key: what it signed before verifies under the renewed one, and
 * whoever reads certificate and key from two places, as Kuma does, never sees two that do not belong together.
 */
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
  async issue({ trustDomain, rootCertificate, rootKey }, now, previous) {
    const { issueIssuer } = await import("./issuing.js");
    const signer = { certificate: rootCertificate, privateKey: rootKey };
    return issueIssuer(trustDomain, signer, now, keyOf(previous));
  },
});
