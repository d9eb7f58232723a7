import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { verdict } from "../../wire/client.js";
import { Scene, sceneFabric } from "../../wire/scene.js";
import { eventually } from "../../wire/eventually.js";
import { TokenIssuer } from "../../wire/tokens.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const issuer = new TokenIssuer("https://id.acme.example");
const from = [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }];
const jwksUri = "https://id.acme.example/.well-known/jwks.json";

const fabric = () => ({
  ...sceneFabric(),
  crossMeshPermissions: {
    byToken: {
      gateway: "edge",
      listener: "api",
      from,
      http: [{ path: { prefix: "/token" }, jwt: { issuer: issuer.issuer, jwksUri } }],
    },
    free: { gateway: "edge", listener: "api", from, http: [{ path: { prefix: "/free" } }] },
  },
});

withEnvoy("keys that cannot be fetched", () => {
  const scene = new Scene();
  // what answers in the issuer's place speaks no TLS
  beforeAll(() => scene.startEdge(fabric()), 120_000);
  afterAll(() => scene.stop());

  const get = async (target: string, token?: string) =>
    verdict(
      await scene.call({
        method: "GET",
        target,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }),
    );

  it("refuse tokens, and nothing else", async () => {
    expect(await get("/free")).toBe(200);
    expect(await get("/token")).toBe(403);
    expect(await get("/token", issuer.token())).toBe(401);
  });

  it("show in the statistics", async () => {
    const failures = async (): Promise<number> =>
      Number(/jwks_fetch_failed: (\d+)/.exec(await scene.envoy("edge").admin("/stats?filter=jwt_authn"))?.[1] ?? 0);
    await eventually(async () => (await failures()) > 0);
    expect(await scene.envoy("edge").admin("/stats?filter=jwt_authn")).toContain(
      "http.api.jwt_authn.jwks_fetch_failed",
    );
  });
});
