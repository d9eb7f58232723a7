import type { CheckedListener } from "../fabric/checked.js";
import type { JwtMatch } from "../model/http-match.js";

/** A JSON Web Token in a request, already checked: its signature, its times. */
export interface Token {
  /** The `iss` claim. */
  issuer: string;
  /** The keys that its signature fits, as a permission names them: `jwksUri` or `jwks`; undefined fits none. */
  keys: string | undefined;
  /** The `aud` claim and all others. */
  claims: Record<string, unknown>;
}

/** Who signs: permissions with equal keys trust the same issuer by the same keys. */
export const signerOf = ({ issuer, jwksUri, jwks }: JwtMatch): string => JSON.stringify([issuer, jwksUri ?? jwks]);

/** What the permissions of a listener ask of tokens. */
export const listenerTokens = ({ permissions }: Pick<CheckedListener, "permissions">): JwtMatch[] =>
  permissions.flatMap(({ http }) => http.flatMap(({ jwt }) => jwt ?? []));

export const isSignedFor = (match: JwtMatch, { issuer, keys }: Token): boolean =>
  keys !== undefined && match.issuer === issuer && (match.jwksUri ?? match.jwks) === keys;

/** Whether a token is one that a condition speaks of; no token never is. */
export function fitsToken(match: JwtMatch, token: Token | undefined): boolean {
  if (token === undefined || !isSignedFor(match, token)) return false;
  const { audiences = [], claims = {} } = match;
  return (
    (audiences.length === 0 || audiences.some((audience) => holds(token.claims["aud"], audience))) &&
    Object.entries(claims).every(([name, value]) => holds(token.claims[name], value))
  );
}

/** The one way to send a token that all servers read alike; RE2 and JavaScript. */
export const plainToken = "Bearer [^ ,]+";
/** Speaks of a token, in whatever way. */
export const anyToken = ".*[Bb][Ee][Aa][Rr][Ee][Rr].*";

/**
 * Whether a service may see another token than the gateway: `Authorization` more than once, in a list, or with its
 * scheme in other letters.
 */
export function isUnclearToken(authorization: string[] = []): boolean {
  const whole = authorization.join(",");
  return new RegExp(`^${anyToken}$`).test(whole) && !new RegExp(`^${plainToken}$`).test(whole);
}

/** A claim that is a list holds each of its values. */
const holds = (claim: unknown, value: string): boolean =>
  claim === value || (Array.isArray(claim) && claim.includes(value));
