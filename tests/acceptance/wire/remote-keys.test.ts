import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verdict } from "../../wire/client.js";
import { Scene, sceneFabric } from "../../wire/scene.js";
import { eventually } from "../../wire/eventually.js";
import { forge, strangeAuthority } from "../../wire/forge.js";
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

withEnvoy("keys that an issuer serves", () => {
  const directory = mkdtempSync(join(tmpdir(), "isthmus-keys-"));
  const servers: Server[] = [];
  const scenes: Scene[] = [];
  afterAll(async () => {
    await Promise.all(scenes.map((scene) => scene.stop()));
    for (const server of servers) server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A gateway whose issuer presents a certificate for `hostname`; Envoy believes its authority. */
  async function gatewayWithIssuer(hostname: string): Promise<Scene> {
    const authority = await strangeAuthority("public");
    const { certificate, privateKey } = await forge(authority, { dnsNames: [hostname] });
    const server = createServer({ cert: certificate, key: privateKey }, (request, response) =>
      response.end(request.url === "/.well-known/jwks.json" ? issuer.jwks : "{}"),
    );
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const scene = new Scene();
    scenes.push(scene);
    scene.publicAuthorities = join(directory, `${hostname}.pem`);
    writeFileSync(scene.publicAuthorities, authority.certificate);
    scene.impostors.set("id.acme.example", (server.address() as AddressInfo).port);
    await scene.startEdge(fabric());
    return scene;
  }

  const ask = async (scene: Scene, token: string) =>
    verdict(await scene.call({ method: "GET", target: "/token", headers: { authorization: `Bearer ${token}` } }));

  it("admit its tokens, and those of no other key", async () => {
    const scene = await gatewayWithIssuer("id.acme.example");
    await eventually(async () => (await ask(scene, issuer.token())) === 200);
    expect(await ask(scene, new TokenIssuer(issuer.issuer).token())).toBe(401);
  }, 60_000);

  it("are not believed under another name", async () => {
    const scene = await gatewayWithIssuer("id.evil.example");
    const failures = (): Promise<string> => scene.envoy("edge").admin("/stats?filter=jwks_fetch_failed");
    await eventually(async () => /jwks_fetch_failed: [1-9]/.test(await failures()));
    expect(await ask(scene, issuer.token())).toBe(401);
  }, 60_000);
});
