import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import type { Identity } from "../../wire/client.js";
import { forge, strangeAuthority } from "../../wire/forge.js";
import { Gateways } from "../../wire/gateways.js";
import { Partner } from "../../wire/partner.js";
import { plainCall, type PlainOutcome } from "../../wire/plain-call.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const billing = "spiffe://billing.example/ns/edge/sa/gateway";
const checkout = "spiffe://shop.acme.internal/ns/web/sa/checkout";

const fabric = (authority: string) =>
  ({
    meshes: { shop: { trustDomain: "shop.acme.internal", target: { kind: "standalone" } } },
    externalGateways: {
      bank: {
        addresses: ["bank.example"],
        protocol: "tls",
        tls: { bundle: authority, secretName: "bank-client" },
      },
      news: { addresses: ["news.example"], protocol: "tls" },
      billing: {
        addresses: ["192.0.2.7"],
        port: 15443,
        hostname: "billing.example",
        identity: { spiffeId: billing, bundle: authority },
      },
    },
    routes: {
      pay: { from: { mesh: "shop" }, to: { externalGateway: "bank" }, hostname: "bank.partners" },
      read: { from: { mesh: "shop" }, to: { externalGateway: "news" }, hostname: "news.partners" },
      bill: {
        from: { mesh: "shop", namespace: "web", serviceAccount: "checkout" },
        to: { externalGateway: "billing" },
        hostname: "billing.partners",
      },
    },
  }) satisfies FabricSpec;

withEnvoy("a Route that leads to an external gateway", () => {
  const gateways = new Gateways();
  const partner = new Partner();
  const directory = mkdtempSync(join(tmpdir(), "isthmus-external-"));
  let authority: Identity;

  /** Puts a server with this certificate in the place of a host, and gives the gateways new connections to it. */
  async function stand(host: string, identity: Identity): Promise<void> {
    await gateways.stop();
    gateways.impostors.set(host, await partner.start(identity));
    await gateways.start(fabric(authority.certificate));
  }
  const call = (hostname: string): Promise<PlainOutcome> =>
    plainCall({ port: gateways.consumerPort(hostname), host: hostname, method: "GET", path: "/a" });

  beforeAll(async () => {
    authority = await strangeAuthority("partner root");
    gateways.publicAuthorities = join(directory, "public.pem");
    writeFileSync(gateways.publicAuthorities, authority.certificate);
    const client = await forge(authority, { dnsNames: ["client-of-bank"] });
    gateways.secrets["bank-client"] = { "tls.crt": client.certificate, "tls.key": client.privateKey };
  });
  afterAll(async () => {
    await gateways.stop();
    await partner.stop();
    rmSync(directory, { recursive: true });
  });

  describe("with a server's certificate", () => {
    it("calls it by its name, with the certificate of the Secret", async () => {
      await stand("bank.example", await forge(authority, { dnsNames: ["bank.example"] }));
      expect(await call("bank.partners")).toMatchObject({ status: 200, body: "partner" });
      expect(partner.visits).toEqual([
        { serverName: "bank.example", host: "bank.example", path: "/a", callerNames: "DNS:client-of-bank" },
      ]);
    }, 60_000);

    it("believes no other name, even of the same authority", async () => {
      await stand("bank.example", await forge(authority, { dnsNames: ["evil.example"] }));
      expect((await call("bank.partners")).status).toBe(503);
      expect(partner.visits).toEqual([]);
    }, 60_000);

    it("believes no other authority", async () => {
      const stranger = await strangeAuthority("stranger");
      await stand("bank.example", await forge(stranger, { dnsNames: ["bank.example"] }));
      expect((await call("bank.partners")).status).toBe(503);
      expect(partner.visits).toEqual([]);
    }, 60_000);

    it("believes the public authorities where none is named, and presents nothing where no Secret is", async () => {
      await stand("news.example", await forge(authority, { dnsNames: ["news.example"] }));
      expect((await call("news.partners")).status).toBe(200);
      expect(partner.visits[0]).toMatchObject({ serverName: "news.example", callerNames: undefined });
    }, 60_000);
  });

  describe("with an identity", () => {
    it("calls it under the consumer's identity", async () => {
      await stand("192.0.2.7", await forge(authority, { uris: [billing] }));
      expect((await call("billing.partners")).status).toBe(200);
      expect(partner.visits).toEqual([
        { serverName: "billing.example", host: "billing.example", path: "/a", callerNames: `URI:${checkout}` },
      ]);
    }, 60_000);

    it.each([
      ["another identity of its trust domain", { uris: ["spiffe://billing.example/ns/edge/sa/other"] }],
      ["its hostname alone", { dnsNames: ["billing.example"] }],
    ])(
      "does not believe %s",
      async (_name, forgery) => {
        await stand("192.0.2.7", await forge(authority, forgery));
        expect((await call("billing.partners")).status).toBe(503);
        expect(partner.visits).toEqual([]);
      },
      60_000,
    );

    it("does not believe its identity on the word of the caller's own mesh", async () => {
      await stand("192.0.2.7", await forge(authority, { uris: [billing] }));
      await stand("192.0.2.7", await forge(gateways.trust.issuer("shop"), { uris: [billing] }));
      expect((await call("billing.partners")).status).toBe(503);
      expect(partner.visits).toEqual([]);
    }, 60_000);
  });
});
