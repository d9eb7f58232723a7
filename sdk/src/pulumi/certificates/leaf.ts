import { z } from "zod";
import { hostnameSchema } from "../../model/name.js";
import { handler } from "./handler.js";
import { pemSchema, spiffeIdSchema } from "./schema.js";

/** A gateway's certificate, signed by its mesh's issuer; each renewal brings a new key. */
export const leaf = handler({
  schema: z.object({
    spiffeId: spiffeIdSchema,
    dnsNames: z.array(hostnameSchema).optional(),
    hours: z.int().min(1).max(2160).optional(),
    issuerCertificate: pemSchema("CERTIFICATE"),
    issuerKey: pemSchema("PRIVATE KEY"),
  }),
  identity: ["spiffeId"],
  content: ["dnsNames", "hours", "issuerCertificate"],
  signingKeys: ["issuerKey"],
  id: ({ spiffeId }) => spiffeId,
  async issue({ issuerCertificate, issuerKey, ...names }, now) {
    const { issueLeaf } = await import("./issuing.js");
    return issueLeaf(names, { certificate: issuerCertificate, privateKey: issuerKey }, now);
  },
});
