import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** An issuer of JSON Web Tokens, with a key of its own. */
export class TokenIssuer {
  readonly #key: KeyObject;
  /** Its public keys, as its `jwks_uri` would serve them. */
  readonly jwks: string;

  constructor(readonly issuer: string) {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    const key = { ...publicKey.export({ format: "jwk" }), kid: "1", alg: "ES256", use: "sig" };
    this.jwks = JSON.stringify({ keys: [key] });
  }

  /** A token with these claims, good for an hour unless they say otherwise. */
  token(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string {
    return this.tokenSigned(
      (signed) => sign("sha256", signed, { key: this.#key, dsaEncoding: "ieee-p1363" }),
      claims,
      header,
    );
  }

  /** A token in its name that somebody signed somehow. */
  tokenSigned(
    signer: (signed: Buffer) => Buffer,
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const signed = `${part({ alg: "ES256", typ: "JWT", kid: "1", ...header })}.${part({ iss: this.issuer, exp, ...claims })}`;
    return `${signed}.${signer(Buffer.from(signed)).toString("base64url")}`;
  }
}
