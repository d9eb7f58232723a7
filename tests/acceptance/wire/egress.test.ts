import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Identity } from "../../wire/client.js";
import { forge, strangeAuthority } from "../../wire/forge.js";
import { Gateways } from "../../wire/gateways.js";
import { Impostor } from "../../wire/impostor.js";
import { plainCall } from "../../wire/plain-call.js";
import { checkout, sceneFabric } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

withEnvoy("calls through both gateways", () => {
  const gateways = new Gateways();
  beforeAll(() => gateways.start(sceneFabric()), 120_000);
  afterAll(() => gateways.stop());

  it("carries a plain call to the service under the consumer's identity", async () => {
    const port = gateways.consumerPort("payments.mesh");
    const { status, echo } = await plainCall({ port, host: "payments.mesh", path: "/charges/1?x=1" });
    expect(status).toBe(200);
    expect(echo).toMatchObject({ backend: "charges.pay.svc.cluster.local:8080", path: "/charges/1?x=1" });
    expect(echo?.headers["x-forwarded-client-cert"]).toMatch(new RegExp(`URI=${checkout}$`));
  });

  it.each(["payments.mesh", "payments.mesh.svc", "payments.mesh.svc.cluster.local", "payments.mesh:80"])(
    "answers consumers that write %s",
    async (host) => {
      expect((await plainCall({ port: gateways.consumerPort("payments.mesh"), host })).status).toBe(200);
    },
  );

  it("answers under no other hostname", async () => {
    const port = gateways.consumerPort("payments.mesh");
    for (const host of ["payments.partner", "ledger.mesh", "payments", "payments.mesh.evil.example"])
      expect([host, (await plainCall({ port, host })).status]).toEqual([host, 404]);
  });

  it("passes on the provider's refusal", async () => {
    const port = gateways.consumerPort("payments.mesh");
    expect((await plainCall({ port, host: "payments.mesh", method: "GET" })).status).toBe(403);
    expect((await plainCall({ port, host: "payments.mesh", path: "/charges/../refunds" })).status).toBe(403);
  });

  it("refuses a mesh that nothing permits, whose own identity it is known by", async () => {
    const port = gateways.consumerPort("payments.partner");
    expect((await plainCall({ port, host: "payments.partner" })).status).toBe(403);
  });

  it("lets no consumer claim an identity by a header", async () => {
    const lie = { "x-forwarded-client-cert": `URI=${checkout}` };
    const partner = gateways.consumerPort("payments.partner");
    expect((await plainCall({ port: partner, host: "payments.partner", headers: lie })).status).toBe(403);
    const shop = gateways.consumerPort("payments.mesh");
    const { echo } = await plainCall({
      port: shop,
      host: "payments.mesh",
      headers: { "x-forwarded-client-cert": "URI=x" },
    });
    expect(echo?.headers["x-forwarded-client-cert"]).not.toContain("URI=x");
  });
});

withEnvoy("an egress gateway that meets somebody else", () => {
  const gateway = "spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge";
  const host = "edge.isthmus-payments.svc.cluster.local";
  const impostor = new Impostor();
  const gateways = new Gateways();
  afterAll(async () => {
    await gateways.stop();
    await impostor.stop();
  });

  /** The gateways' trust must exist before their certificates can be forged. */
  const issue = async (): Promise<void> => {
    if (!("issuer:payments" in gateways.trust.material)) await gateways.start(sceneFabric(), []);
  };
  const payments = (uris: string[], more = {}) => forge(gateways.trust.issuer("payments"), { uris, ...more });

  const servers: Record<string, [expected: 200 | 503, identity: () => Promise<Identity>]> = {
    "the gateway's own identity": [200, () => payments([gateway])],
    "another identity of the same mesh": [503, () => payments(["spiffe://payments.acme.internal/ns/pay/sa/charges"])],
    "an identity that begins alike": [503, () => payments([`${gateway}2`])],
    "another trust domain": [
      503,
      () => forge(gateways.trust.issuer("shop"), { uris: ["spiffe://shop.acme.internal/ns/isthmus-payments/sa/edge"] }),
    ],
    "the gateway's identity, signed by another mesh": [
      503,
      () => forge(gateways.trust.issuer("shop"), { uris: [gateway] }),
    ],
    "the gateway's identity, signed by a stranger": [
      503,
      async () => forge(await strangeAuthority("root payments.acme.internal"), { uris: [gateway] }),
    ],
    "only the right server name": [503, () => payments([], { dnsNames: ["payments.mesh", host] })],
    "an expired certificate": [503, () => payments([gateway], { notAfter: new Date(Date.now() - 60_000) })],
  };

  describe.each(Object.entries(servers))("with %s", (_name, [expected, identity]) => {
    afterAll(async () => {
      await gateways.stop();
      await impostor.stop();
    });

    it(`answers ${expected}`, async () => {
      await issue();
      impostor.requests = 0;
      gateways.impostors.set(host, await impostor.start(await identity()));
      await gateways.start(sceneFabric(), ["shop-egress"]);
      const { status } = await plainCall({ port: gateways.consumerPort("payments.mesh"), host: "payments.mesh" });
      expect(status).toBe(expected);
      expect(impostor.requests).toBe(expected === 200 ? 1 : 0);
    }, 60_000);
  });
});
