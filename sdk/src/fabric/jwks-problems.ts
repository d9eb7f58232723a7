import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";

/** Keys that stand in a permission are public keys, since whoever reads the declaration could sign with others. */
export function* jwksProblems({ crossMeshPermissions }: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, { http = [] }] of Object.entries(crossMeshPermissions)) {
    for (const [index, { jwt }] of http.entries()) {
      const refusal = jwt?.jwks === undefined ? undefined : jwksRefusal(jwt.jwks);
      if (refusal === undefined) continue;
      yield {
        code: "jwks.invalid",
        path: `crossMeshPermissions.${name}.http[${index}].jwt.jwks`,
        message: `these are no keys to check signatures with: ${refusal}`,
        hint: "write the issuer's JSON Web Key Set (RFC 7517) with its public keys, as its jwks_uri serves it",
      };
    }
  }
}

/** What asymmetric keys are, and the fields that each has. */
const publicFields = new Map([
  ["RSA", ["n", "e"]],
  ["EC", ["crv", "x", "y"]],
  ["OKP", ["crv", "x"]],
]);

/** Fields of private and symmetric keys (RFC 7518 6). */
const privateFields = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** Why a text is no set of public keys, without a word of it: it may hold a secret. */
function jwksRefusal(text: string): string | undefined {
  const keys = fieldsOf(parsed(text))["keys"];
  if (!Array.isArray(keys)) return "it is no JSON object with a list of keys";
  if (keys.length === 0) return "its list of keys is empty";
  for (const [index, key] of keys.entries()) {
    const refusal = keyRefusal(fieldsOf(key));
    if (refusal !== undefined) return `key ${index} ${refusal}`;
  }
  return undefined;
}

function keyRefusal(key: Record<string, unknown>): string | undefined {
  const { kty, alg, use } = key;
  if (kty === "oct") return "is symmetric: who checks with it can sign with it";
  if (privateFields.some((field) => Object.hasOwn(key, field))) return "is a private key; take it out, and replace it";
  const fields = typeof kty === "string" ? publicFields.get(kty) : undefined;
  if (fields === undefined) return `has no kty of ${[...publicFields.keys()].join(", ")}`;
  const missing = fields.find((field) => typeof key[field] !== "string" || key[field] === "");
  if (missing !== undefined) return `has no ${missing}`;
  if (use !== undefined && use !== "sig") return "is not for signatures";
  if (alg !== undefined && !(typeof alg === "string" && /^(?:[RP]S(?:256|384|512)|ES(?:256|384|512)|EdDSA)$/.test(alg)))
    return "has an alg that signs nothing asymmetrically";
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
