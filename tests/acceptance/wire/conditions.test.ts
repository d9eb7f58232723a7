import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { CrossMeshPermissionSpec } from "../../../sdk/src/model/cross-mesh-permission.js";
import type { HttpMatch } from "../../../sdk/src/model/http-match.js";
import { echoOf, verdict } from "../../wire/client.js";
import { Scene, sceneFabric } from "../../wire/scene.js";
import { TokenIssuer } from "../../wire/tokens.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const issuer = new TokenIssuer("https://issuer.example");
const other = new TokenIssuer("https://other.example");
const checkoutOfShop = { mesh: "shop", namespace: "web", serviceAccount: "checkout" };

const permission = (more: Partial<CrossMeshPermissionSpec>): CrossMeshPermissionSpec => ({
  gateway: "edge",
  listener: "api",
  from: [checkoutOfShop],
  ...more,
});
const allow = (match: HttpMatch) => permission({ http: [match] });
const deny = (match: HttpMatch) => permission({ action: "deny", http: [match] });
const at = (path: string): HttpMatch => ({ path: { prefix: path } });
const jwt = (more: object = {}) => ({ issuer: issuer.issuer, jwks: issuer.jwks, ...more });

/** One path for each kind of condition; on `/deny/…` everything is allowed but what a deny rule takes. */
const fabric = () => ({
  ...sceneFabric(),
  crossMeshPermissions: {
    byRegex: allow({ path: { regex: "/regex/[0-9]+(?:/items)?" } }),
    byQuotation: allow({ path: { regex: "/quoted/\\Qa.b" } }),
    byExact: allow({ ...at("/header/exact"), headers: [{ name: "X-Team", exact: "web" }] }),
    byPrefix: allow({ ...at("/header/prefix"), headers: [{ name: "x-team", prefix: "we" }] }),
    byPattern: allow({ ...at("/header/regex"), headers: [{ name: "x-team", regex: "w.b|ops" }] }),
    byPresence: allow({ ...at("/header/present"), headers: [{ name: "x-team", present: true }] }),
    byAbsence: allow({ ...at("/header/absent"), headers: [{ name: "x-debug", present: false }] }),
    byQuery: allow({ ...at("/query/exact"), query: [{ name: "role", exact: "user" }] }),
    byQueryPrefix: allow({ ...at("/query/prefix"), query: [{ name: "role", prefix: "us" }] }),
    byQueryPattern: allow({ ...at("/query/regex"), query: [{ name: "role", regex: "u.*r" }] }),
    byQueryPresence: allow({ ...at("/query/present"), query: [{ name: "role", present: true }] }),
    byQueryAbsence: allow({ ...at("/query/absent"), query: [{ name: "admin", present: false }] }),
    byToken: allow({ ...at("/token/any"), jwt: jwt() }),
    byAudience: allow({ ...at("/token/audience"), jwt: jwt({ audiences: ["payments", "ledger"] }) }),
    byClaim: allow({ ...at("/token/claim"), jwt: jwt({ claims: { role: "clerk" } }) }),
    byOther: allow({ ...at("/token/other"), jwt: { issuer: other.issuer, jwks: other.jwks } }),
    free: allow(at("/free")),
    most: allow(at("/deny")),
    noHeader: deny({ ...at("/deny/header/exact"), headers: [{ name: "x-team", exact: "evil" }] }),
    noHeaderPrefix: deny({ ...at("/deny/header/prefix"), headers: [{ name: "x-team", prefix: "ev" }] }),
    noHeaderPattern: deny({ ...at("/deny/header/regex"), headers: [{ name: "x-team", regex: "e.*l" }] }),
    noHeaderQuotation: deny({ ...at("/deny/header/quoted"), headers: [{ name: "x-team", regex: "\\Qe.l" }] }),
    noQuery: deny({ ...at("/deny/query/exact"), query: [{ name: "role", exact: "admin" }] }),
    noQueryPresence: deny({ ...at("/deny/query/present"), query: [{ name: "admin", present: true }] }),
    noPath: permission({ action: "deny", from: [{ mesh: "*" }], http: [{ path: { regex: "/deny/path/x.*" } }] }),
    noCoded: deny({ path: { regex: "/deny/coded/[a-z]@[a-z]" } }),
    noDelete: permission({ action: "deny", from: [{ mesh: "shop", namespace: "web" }], http: [{ method: "DELETE" }] }),
    noRobot: deny({ ...at("/deny/token"), jwt: jwt({ claims: { role: "robot" } }) }),
  },
});

withEnvoy("conditions on the wire", () => {
  const scene = new Scene();
  beforeAll(() => scene.startEdge(fabric()), 120_000);
  afterAll(() => scene.stop());

  const get = (target: string, headers: [string, string][] | Record<string, string> = {}) =>
    scene.call({ method: "GET", target, headers });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  /** A target, headers and the verdict. */
  type Row = [target: string, headers: [string, string][], status: number];

  describe("headers", () => {
    const rows: Row[] = [
      ["/header/exact", [["X-TEAM", "web"]], 200],
      ["/header/exact", [], 403],
      ["/header/exact", [["x-team", "Web"]], 403],
      ["/header/exact", [["x-team", "web, web"]], 403],
      [
        "/header/exact",
        [
          ["x-team", "web"],
          ["x-team", "evil"],
        ],
        403,
      ],
      [
        "/header/exact",
        [
          ["x-team", "evil"],
          ["x-team", "web"],
        ],
        403,
      ],
      ["/header/prefix", [["x-team", "web"]], 200],
      ["/header/prefix", [["x-team", "aweb"]], 403],
      [
        "/header/prefix",
        [
          ["x-team", "web"],
          ["x-team", "evil"],
        ],
        403,
      ],
      ["/header/regex", [["x-team", "ops"]], 200],
      ["/header/regex", [["x-team", "opsx"]], 403],
      ["/header/regex", [["x-team", "w,b"]], 403],
      ["/header/present", [["x-team", ""]], 200],
      ["/header/present", [], 403],
      ["/header/absent", [], 200],
      ["/header/absent", [["x-debug", ""]], 403],
      ["/deny/header/exact", [["x-team", "good"]], 200],
      ["/deny/header/exact", [], 200],
      ["/deny/header/exact", [["x-team", "evil"]], 403],
      [
        "/deny/header/exact",
        [
          ["x-team", "good"],
          ["x-team", "evil"],
        ],
        403,
      ],
      [
        "/deny/header/exact",
        [
          ["x-team", "evil"],
          ["x-team", "good"],
        ],
        403,
      ],
      ["/deny/header/exact", [["x-team", "good , evil , good"]], 403],
      [
        "/deny/header/exact",
        [
          ["x-team", "good"],
          ["X-Team", "better"],
        ],
        200,
      ],
      ["/deny/header/prefix", [["x-team", "good, evening"]], 403],
      ["/deny/header/prefix", [["x-team", "sev"]], 200],
      ["/deny/header/regex", [["x-team", "\u00ff, evil"]], 403],
      ["/deny/header/regex", [["x-team", "e\u00ffl"]], 403],
      ["/deny/header/regex", [["x-team", "good"]], 200],
      ["/deny/header/quoted", [["x-team", "good, e.l"]], 403],
      ["/deny/header/quoted", [["x-team", "evl"]], 200],
      ["/quoted/a.b", [], 200],
      ["/quoted/axb", [], 403],
      ["/quoted/a.b)/", [], 403],
    ];
    it.each(rows)("%s with %j: %i", async (target, headers, status) => {
      expect(verdict(await get(target, headers))).toBe(status);
    });
  });

  describe("query parameters", () => {
    const rows: [target: string, status: number][] = [
      ["/query/exact?role=user", 200],
      ["/query/exact?x=1&role=user&y", 200],
      ["/query/exact?role=%75ser", 200],
      ["/query/exact", 403],
      ["/query/exact?role=users", 403],
      ["/query/exact?Role=user", 403],
      ["/query/exact?role=user&role=admin", 403],
      ["/query/exact?role=admin&role=user", 403],
      ["/query/exact?role=user&role", 403],
      ["/query/exact?role=user&%72ole=admin", 403],
      ["/query/exact?%72ole=user", 403],
      ["/query/exact?role=user;role=admin", 403],
      ["/query/exact?x=1;role=user", 403],
      ["/query/prefix?role=user", 200],
      ["/query/prefix?role=user+admin", 403],
      ["/query/prefix?role=aus", 403],
      ["/query/regex?role=user", 200],
      ["/query/regex?role=u&x=r", 403],
      ["/query/regex?role=u%0Ar", 403],
      ["/query/present?role", 200],
      ["/query/present?roles=1", 403],
      ["/query/absent", 200],
      ["/query/absent?x=admin", 200],
      ["/query/absent?admin", 403],
      ["/query/absent?%61dmin=1", 403],
      ["/query/absent?x=1;admin=1", 403],
      ["/deny/query/exact?role=user", 200],
      ["/deny/query/exact", 200],
      ["/deny/query/exact?role=admin", 403],
      ["/deny/query/exact?role=%61dmin", 403],
      ["/deny/query/exact?%72ole=admin", 403],
      ["/deny/query/exact?role=user&role=admin", 403],
      ["/deny/query/exact?x=1;role=admin", 403],
      ["/deny/query/exact?role=adm%69n", 403],
      ["/deny/query/exact?role=%", 403],
      ["/deny/query/present?x=1", 200],
      ["/deny/query/present?admin", 403],
      ["/deny/query/present?%61dmin", 403],
    ];
    it.each(rows)("%s: %i", async (target, status) => {
      expect(verdict(await get(target))).toBe(status);
    });
  });

  it("takes a path by its whole expression, whatever the query", async () => {
    const verdicts: Record<string, unknown> = {};
    for (const target of ["/regex/12", "/regex/12/items?x=/", "/regex/12/", "/regex/1x", "/x/regex/12", "/regex/"])
      verdicts[target] = verdict(await get(target));
    expect(verdicts).toEqual({
      "/regex/12": 200,
      "/regex/12/items?x=/": 200,
      "/regex/12/": 403,
      "/regex/1x": 403,
      "/x/regex/12": 403,
      "/regex/": 403,
    });
  });

  it("denies what another permission allows", async () => {
    expect(verdict(await get("/deny/path/y"))).toBe(200);
    expect(verdict(await get("/deny/path/x1"))).toBe(403);
    expect(verdict(await scene.call({ method: "DELETE", target: "/free" }))).toBe(403);
    expect(verdict(await scene.call({ method: "PUT", target: "/free" }))).toBe(200);
  });

  it("denies by an expression what a service may read so", async () => {
    expect(verdict(await get("/deny/path/x%40"))).toBe(403);
    expect(verdict(await get("/deny/path/y%40"))).toBe(200);
    expect(verdict(await get("/deny/coded/a%40b"))).toBe(403);
    expect(verdict(await get("/deny/coded/c%c3%a9"))).toBe(403);
    expect(verdict(await get("/deny/coded/c%C3%A9"))).toBe(200);
  });

  describe("tokens", () => {
    const soon = Math.floor(Date.now() / 1000) + 600;
    const cases: Record<string, [target: string, token: string | undefined, status: number]> = {
      "none where one is asked for": ["/token/any", undefined, 403],
      "none where none is asked for": ["/free", undefined, 200],
      "one of the issuer": ["/token/any", issuer.token(), 200],
      "one of an issuer that another permission trusts": ["/token/any", other.token(), 403],
      "the other issuer's where it is trusted": ["/token/other", other.token(), 200],
      "one that names the issuer, signed by another": ["/token/any", other.token({ iss: issuer.issuer }), 401],
      "one of an unknown issuer": ["/token/any", new TokenIssuer("https://nobody.example").token(), 401],
      "one that has expired": ["/token/any", issuer.token({ exp: 1_600_000_000 }), 401],
      "one that is not yet valid": ["/token/any", issuer.token({ nbf: soon, exp: soon + 600 }), 401],
      "one that never ends": ["/token/any", issuer.token({ exp: undefined }), 401],
      "one without signature": [
        "/token/any",
        `${issuer.token({}, { alg: "none" }).split(".").slice(0, 2).join(".")}.`,
        401,
      ],
      "one under a symmetric algorithm": ["/token/any", issuer.token({}, { alg: "HS256" }), 401],
      "no token at all": ["/token/any", "nonsense", 401],
      "one for an audience": ["/token/audience", issuer.token({ aud: "payments" }), 200],
      "one for a list of audiences": ["/token/audience", issuer.token({ aud: ["x", "ledger"] }), 200],
      "one for another audience": ["/token/audience", issuer.token({ aud: ["x"] }), 403],
      "one for no audience": ["/token/audience", issuer.token(), 403],
      "one with the claim": ["/token/claim", issuer.token({ role: "clerk" }), 200],
      "one with the claim in a list": ["/token/claim", issuer.token({ role: ["admin", "clerk"] }), 200],
      "one with another claim": ["/token/claim", issuer.token({ role: "clerks" }), 403],
      "one with a claim of another kind": ["/token/claim", issuer.token({ role: { clerk: true } }), 403],
      "one that is denied": ["/deny/token", issuer.token({ role: "robot" }), 403],
      "one that is not denied": ["/deny/token", issuer.token({ role: "person" }), 200],
      "none where some are denied": ["/deny/token", undefined, 200],
    };
    it.each(Object.entries(cases))("%s", async (_name, [target, token, status]) => {
      expect(verdict(await get(target, token === undefined ? {} : bearer(token)))).toBe(status);
    });

    it("reach the service as they came", async () => {
      const token = issuer.token();
      expect(echoOf(await get("/token/any", bearer(token)))?.headers.authorization).toBe(`Bearer ${token}`);
    });

    it("stand in one place only", async () => {
      expect(verdict(await get(`/token/any?access_token=${issuer.token()}`))).toBe(403);
      expect(verdict(await get("/token/any", [["cookie", `token=${issuer.token()}`]]))).toBe(403);
    });

    it("do not hide behind a second one", async () => {
      const [good, bad] = [bearer(issuer.token()), bearer(other.token({ iss: issuer.issuer }))];
      const lower: typeof good = { authorization: `bearer ${issuer.token()}` };
      for (const [first, second] of [
        [good, bad],
        [bad, good],
        [lower, good],
        [lower, undefined],
      ]) {
        const headers = [...Object.entries(first ?? {}), ...Object.entries(second ?? {})];
        expect(verdict(await get("/token/any", headers))).not.toBe(200);
      }
    });
  });
});
