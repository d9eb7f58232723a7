import { z } from "zod";
import { trustDomainId } from "../../trust/spiffe-id.js";
import { handler, keyOf } from "./handler.js";
import { trustDomainSchema } from "./schema.js";

/**
 * A mesh's root. Renewal keeps its key: a certificate under the old root also verifies under the renewed one, so peers
 * need not change their bundles at one moment. Changing the key is a rotation, in steps, and not done here.
 */
export const root = handler({
  schema: z.object({ trustDomain: trustDomainSchema }),
  identity: ["trustDomain"],
  content: [],
  signingKeys: [],
  id: ({ trustDomain }) => trustDomainId(trustDomain),
  async issue({ trustDomain }, now, previous) {
    const { issueRoot } = await import("./issuing.js");
    return issueRoot(trustDomain, now, keyOf(previous));
  },
});
