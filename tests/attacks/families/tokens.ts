import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { Attack, Family } from "../attack.js";
import type { Stage } from "../stage.js";
import { verdictOf } from "../tools/answers.js";
import { exchange } from "../tools/http1.js";
import { requestText } from "../tools/requests.js";

const source = "issue 4";
const reader = { aud: "papers", group: "readers" };
const now = (): number => Math.floor(Date.now() / 1000);

type Tokens = (stage: Stage) => string;
interface Where {
  target?: string;
  /** The header lines that carry a token, and the target's end. */
  headers?: (token: string) => string[];
  query?: (token: string) => string;
}

const bearer = (token: string): string[] => [`Authorization: Bearer ${token}`];

/** A request of checkout with a token, for the reports unless said. */
const asks = (what: string, token: Tokens, expected: string, where: Where = {}): Attack => {
  const { target = "/reports", headers = bearer, query = () => "" } = where;
  return {
    what,
    source,
    expected,
    ...(expected === "200" && { reaches: `GET ${target} as checkout` }),
    run: async (stage) => {
      const given = token(stage);
      const bytes = requestText({
        method: "GET",
        target: target + query(given),
        host: ["Host: papers.mesh"],
        headers: headers(given),
      });
      return verdictOf(
        await exchange(stage.gateway, bytes, { identity: stage.identity("checkout"), serverName: "papers.mesh" }),
      );
    },
  };
};

const good: Tokens = ({ login }) => login.token(reader);
const claims =
  (change: Record<string, unknown>, header = {}): Tokens =>
  ({ login }) =>
    login.token({ ...reader, ...change }, header);
/** Signed by somebody else, in the issuer's name. */
const signed =
  (signer: (signed: Buffer, stage: Stage) => Buffer, header: Record<string, unknown> = {}): Tokens =>
  (stage) =>
    stage.login.tokenSigned((bytes) => signer(bytes, stage), reader, header);

const publicKey = ({ login }: Stage) => {
  const { keys } = JSON.parse(login.jwks) as { keys: [{ x: string; y: string }] };
  return {
    key: keys[0],
    pem: createPublicKey({ key: keys[0], format: "jwk" }).export({ type: "spki", format: "pem" }),
  };
};
const hmac =
  (secret: (stage: Stage) => string | Buffer) =>
  (bytes: Buffer, stage: Stage): Buffer =>
    createHmac("sha256", secret(stage)).update(bytes).digest();
const HS256 = { alg: "HS256" };

const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
const strangerKey = { ...stranger.publicKey.export({ format: "jwk" }), kid: "1", alg: "ES256" };
const byStranger = (bytes: Buffer): Buffer =>
  sign("sha256", bytes, { key: stranger.privateKey, dsaEncoding: "ieee-p1363" });
const nothing = (): Buffer => Buffer.alloc(0);

export const tokens: Family = {
  letter: "W",
  name: "Tokens",
  about:
    "On `papers.mesh` checkout may GET `/reports` with a token of login for audience `papers` and group `readers`, `/partner` with a token of partner, and `/open` without. 401 is said to a token that is not valid, 403 to one that does not say what is asked for, or to none.",
  attacks: [
    asks("control: a token that says what is asked for", good, "200"),
    asks("control: one of partner's", ({ partnerLogin }) => partnerLogin.token(), "200", { target: "/partner" }),
    asks("no token", good, "403", { headers: () => [] }),
    asks("`alg: none`, no signature", signed(nothing, { alg: "none" }), "401"),
    asks("`alg: None`, the signature of a good one", claims({}, { alg: "None" }), "401"),
    asks("no signature", signed(nothing), "401"),
    asks("no signature, and no dot before it", (stage) => signed(nothing)(stage).slice(0, -1), "401"),
    asks(
      "a signature of zeros (CVE-2022-21449)",
      signed(() => Buffer.alloc(64)),
      "401",
    ),
    asks(
      "HS256 with the public key as PEM",
      signed(
        hmac((stage) => publicKey(stage).pem),
        HS256,
      ),
      "401",
    ),
    asks(
      "HS256 with the public key as JSON",
      signed(
        hmac(({ login }) => login.jwks),
        HS256,
      ),
      "401",
    ),
    asks(
      "HS256 with the public key's bytes",
      signed(
        hmac((stage) => Buffer.from(publicKey(stage).key.x, "base64url")),
        HS256,
      ),
      "401",
    ),
    asks(
      "HS256 with an empty key",
      signed(
        hmac(() => ""),
        HS256,
      ),
      "401",
    ),
    asks("signed by a stranger", signed(byStranger), "401"),
    asks("signed by a stranger, whose key the token brings along", signed(byStranger, { jwk: strangerKey }), "401"),
    asks("whose key the token says where to get", signed(byStranger, { jku: "http://attacker.example/keys" }), "401"),
    asks(
      "signed by partner in login's name",
      ({ partnerLogin }) => partnerLogin.token({ ...reader, iss: "https://login.example" }),
      "401",
    ),
    asks("the payload of a good one, changed", (stage) => altered(good(stage)), "401"),
    asks("`kid` that nobody has", claims({}, { kid: "2" }), "401"),
    asks(
      "`kid` of a file, signed with nothing",
      signed(
        hmac(() => ""),
        { ...HS256, kid: "../../../dev/null" },
      ),
      "401",
    ),
    asks("`kid` of a query, signed by a stranger", signed(byStranger, { kid: "1' OR '1'='1" }), "401"),
    asks("`kid` of a number", claims({}, { kid: 1 }), "401"),
    asks("expired", claims({ exp: now() - 3600 }), "401"),
    asks("without an end", claims({ exp: undefined }), "401"),
    asks("an end that is text", claims({ exp: "9999999999" }), "401"),
    asks("not yet valid", claims({ nbf: now() + 3600 }), "401"),
    asks("an issuer whom nobody trusts", claims({ iss: "https://attacker.example" }), "401"),
    asks("no issuer", claims({ iss: undefined }), "401"),
    asks("another audience", claims({ aud: "ledger" }), "403"),
    asks("no audience", claims({ aud: undefined }), "403"),
    asks("an audience that begins alike", claims({ aud: "papers.evil" }), "403"),
    asks("another group", claims({ group: "writers" }), "403"),
    asks("the group within a text", claims({ group: "writers,readers" }), "403"),
    asks("the group as a field", claims({ group: { readers: true } }), "403"),
    asks("no group", claims({ group: undefined }), "403"),
    asks("login's token where partner's is asked for", good, "403", { target: "/partner" }),
    asks(
      "partner's token, of the same words, where login's is asked for",
      ({ partnerLogin }) => partnerLogin.token(reader),
      "403",
    ),
    asks("in the query", good, "403", { headers: () => [], query: (token) => `?access_token=${token}` }),
    asks("in a cookie", good, "403", { headers: (token) => [`Cookie: access_token=${token}`] }),
    asks("in `Proxy-Authorization`", good, "403", { headers: (token) => [`Proxy-Authorization: Bearer ${token}`] }),
    asks("under another scheme", good, "403", { headers: (token) => [`Authorization: Basic ${token}`] }),
    asks("a good one, and a stranger's in a second header", good, "401", {
      headers: (token) => [...bearer(token), ...bearer(forged(token))],
    }),
    asks("a stranger's, and a good one in a second header", good, "401", {
      headers: (token) => [...bearer(forged(token)), ...bearer(token)],
    }),
    asks("a good one, and a stranger's in a list", good, "401", {
      headers: (token) => [`Authorization: Bearer ${token}, Bearer ${forged(token)}`],
    }),
    asks("a good one behind another scheme", good, "403", {
      headers: (token) => [`Authorization: Basic eDp5, Bearer ${token}`],
    }),
    asks("a good one behind a stranger's, whose scheme is in lower case", good, "403", {
      headers: (token) => [`Authorization: bearer ${forged(token)}, Bearer ${token}`],
    }),
    asks("the same in two headers", good, "403", {
      headers: (token) => [`Authorization: BEARER ${forged(token)}`, ...bearer(token)],
    }),
    asks("a stranger's, its scheme in lower case, where none is needed", good, "403", {
      target: "/open",
      headers: (token) => [`Authorization: bearer ${forged(token)}`],
    }),
    asks("a stranger's behind another scheme, where none is needed", good, "401", {
      target: "/open",
      headers: (token) => [`Authorization: Basic eDp5, Bearer ${forged(token)}`],
    }),
    asks("a good one with more behind it", good, "401", { headers: (token) => [`Authorization: Bearer ${token}.x`] }),
    asks("a request that needs none, with a good one that lacks the claims", claims({ group: undefined }), "200", {
      target: "/open",
    }),
    asks("a request that needs none, with a stranger's", signed(byStranger), "401", { target: "/open" }),
    asks("a header of 60 KiB", () => "a".repeat(60_000), "401"),
  ],
};

const parts = (token: string): string[] => token.split(".");

/** The same header and payload, signed by a stranger. */
function forged(token: string): string {
  const text = parts(token).slice(0, 2).join(".");
  return `${text}.${byStranger(Buffer.from(text)).toString("base64url")}`;
}

function altered(token: string): string {
  const [header = "", payload = "", signature = ""] = parts(token);
  const said = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  return [header, Buffer.from(JSON.stringify({ ...said, group: "admins" })).toString("base64url"), signature].join(".");
}
