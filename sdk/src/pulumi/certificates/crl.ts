import { z } from "zod";
import { trustDomainId } from "../../trust/spiffe-id.js";
import { handler } from "./handler.js";
import { pemSchema, trustDomainSchema } from "./schema.js";

/** What one authority of a mesh no longer stands for. Another authority or another serial makes it anew, in place. */
export const crl = handler({
  schema: z.object({
    trustDomain: trustDomainSchema,
    authorityCertificate: pemSchema("CERTIFICATE"),
    authorityKey: pemSchema("PRIVATE KEY"),
    revoked: z.array(z.string()),
  }),
  identity: ["trustDomain"],
  content: ["authorityCertificate", "revoked"],
  signingKeys: ["authorityKey"],
  id: ({ trustDomain }) => `${trustDomainId(trustDomain)}#crl`,
  async issue({ trustDomain, revoked, authorityCertificate, authorityKey }, now, previous) {
    const { issueRevocationList } = await import("./issuing.js");
    const before = previous?.["crl"];
    return issueRevocationList(
      { trustDomain, revoked, previous: typeof before === "string" ? before : undefined },
      { certificate: authorityCertificate, privateKey: authorityKey },
      now,
    );
  },
});
