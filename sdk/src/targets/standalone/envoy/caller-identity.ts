import type { CheckedCaller } from "../../../fabric/checked.js";
import { spiffeId } from "../../../trust/spiffe-id.js";
import type { Json } from "./json.js";

/**
 * The identities of a caller as a pattern of the whole text of a certificate's URI names. A certificate with two reads
 * `A,B`, which no pattern here takes; RBAC's principals would accept either.
 */
export function callerIdentity({ mesh: { trustDomain }, namespace, serviceAccount }: CheckedCaller): {
  [kind: string]: Json;
} {
  if (namespace !== undefined && serviceAccount !== undefined)
    return { exact: spiffeId(trustDomain, namespace, serviceAccount) };
  const host = trustDomain.replaceAll(".", "\\.");
  return {
    safe_regex: { google_re2: {}, regex: `spiffe://${host}/ns/${namespace ?? anyLabel}/sa/${anyLabel}` },
  };
}

const anyLabel = "[a-z0-9.-]+";
