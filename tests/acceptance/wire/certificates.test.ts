import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { once } from "node:events";
import { X509Certificate } from "node:crypto";
import { type Identity, open, verdict } from "../../wire/client.js";
import { startEnvoy } from "../../wire/envoy.js";
import { type Forgery, forge, strangeAuthority } from "../../wire/forge.js";
import { podsOf } from "../../wire/pod.js";
import { checkout, Scene } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const day = 86_400_000;

withEnvoy("certificates on the wire", () => {
  const scene = new Scene();
  beforeAll(() => scene.startEdge(), 120_000);
  afterAll(() => scene.stop());

  const shopSigned = (forgery: Forgery): Promise<Identity> => forge(scene.trust.issuer("shop"), forgery);
  const partnerSigned = (forgery: Forgery): Promise<Identity> => forge(scene.trust.issuer("partner"), forgery);

  it("takes what the forger of these tests signs, as long as nothing is wrong with it", async () => {
    expect(verdict(await scene.call({ identity: await shopSigned({ uris: [checkout] }) }))).toBe(200);
  });

  const noHandshake: Record<string, () => Promise<Identity | undefined>> = {
    "no certificate": () => Promise.resolve(undefined),
    "one of an authority that nobody knows": async () =>
      forge(await strangeAuthority("root shop.acme.internal"), { uris: [checkout] }),
    "one that the issuer of another mesh signed for this mesh": () => partnerSigned({ uris: [checkout] }),
    "one that the root of another mesh signed for this mesh": () =>
      forge(scene.trust.root("partner"), { uris: [checkout] }),
    "one of the gateway's own mesh for this mesh": () => forge(scene.trust.issuer("payments"), { uris: [checkout] }),
    "an SVID without a path": () => shopSigned({ uris: ["spiffe://shop.acme.internal"] }),
    "an SVID whose trust domain is in upper case": () =>
      shopSigned({ uris: ["spiffe://SHOP.ACME.INTERNAL/ns/web/sa/checkout"] }),
    "a URI of another scheme": () => shopSigned({ uris: ["https://shop.acme.internal/ns/web/sa/checkout"] }),
    "no URI name but a DNS name": () => shopSigned({ dnsNames: ["shop.acme.internal"] }),
    "no names at all": () => shopSigned({}),
    "a certificate that is an authority's": () => shopSigned({ uris: [checkout], isAuthority: true }),
    "the issuer's own certificate": () => Promise.resolve(scene.trust.issuer("shop")),
    "one signed by a mere leaf": () => forge(scene.checkout, { uris: [checkout] }),
    "one that has expired": () =>
      shopSigned({ uris: [checkout], notBefore: new Date(Date.now() - 2 * day), notAfter: new Date(Date.now() - day) }),
    "one that is not yet valid": () =>
      shopSigned({ uris: [checkout], notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) }),
    "the right certificate without its issuer's": async () => {
      const { certificate, privateKey } = await shopSigned({ uris: [checkout] });
      return { certificate: certificate.slice(0, certificate.indexOf("-----END") + 26), privateKey };
    },
  };
  it.each(Object.entries(noHandshake))("makes no connection with %s", async (_name, identityOf) => {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const outcome = await scene.call({ identity: await identityOf(), tls: { maxVersion } });
      expect([maxVersion, verdict(outcome)]).toEqual([maxVersion, "refused"]);
    }
  });

  const admin = "spiffe://shop.acme.internal/ns/web/sa/catalog";
  const foreign = "spiffe://partner.example/ns/web/sa/checkout";
  const pairs: [string, () => Promise<Identity>][] = [
    ["the permitted one first", () => shopSigned({ uris: [checkout, admin] })],
    ["the permitted one last", () => shopSigned({ uris: [admin, checkout] })],
    ["the permitted one twice", () => shopSigned({ uris: [checkout, checkout] })],
    ["another mesh's last", () => shopSigned({ uris: [checkout, foreign] })],
    ["another mesh's first", () => shopSigned({ uris: [foreign, checkout] })],
    ["another mesh's first, signed there", () => partnerSigned({ uris: [foreign, checkout] })],
    ["another mesh's last, signed there", () => partnerSigned({ uris: [checkout, foreign] })],
    ["a URL first", () => shopSigned({ uris: ["https://shop.example", checkout] })],
    ["a comma between them", () => shopSigned({ uris: [`${checkout},${checkout}`] })],
  ];
  it.each(pairs)("never lets a certificate with two identities through: %s", async (_name, identityOf) => {
    expect(["refused", 403]).toContain(verdict(await scene.call({ identity: await identityOf() })));
  });

  it("takes DNS names beside the one identity, which decide nothing", async () => {
    const identity = await shopSigned({ uris: [admin], dnsNames: ["checkout", "payments.mesh"] });
    expect(verdict(await scene.call({ identity }))).toBe(403);
    const permitted = await shopSigned({ uris: [checkout], dnsNames: ["anything.example"] });
    expect(verdict(await scene.call({ identity: permitted }))).toBe(200);
  });

  /** The sessions that a gateway offers to resume, and whether it resumes one. */
  async function resumption(port: number, version: "TLSv1.2" | "TLSv1.3") {
    const tls = { minVersion: version, maxVersion: version };
    const offered: Buffer[] = [];
    const socket = open({ port, host: "payments.mesh", identity: scene.checkout, tls });
    socket.on("session", (session: Buffer) => offered.push(session));
    await once(socket, "secureConnect");
    socket.write("POST /charges HTTP/1.1\r\nhost: payments.mesh\r\ncontent-length: 0\r\n\r\n");
    await once(socket, "data");
    const session = offered.at(-1) ?? socket.getSession();
    socket.destroy();
    const outcome = await scene.call({ port, tls: { ...tls, session } });
    const asNobody = await scene.call({ port, identity: undefined, tls: { ...tls, session } });
    return {
      offered: offered.length,
      isResumed: outcome.refused === undefined && outcome.reused,
      asNobody: verdict(asNobody),
    };
  }

  it("resumes no TLS 1.2 session", async () => {
    const { isResumed, asNobody } = await resumption(scene.edgePort, "TLSv1.2");
    expect({ isResumed, asNobody }).toEqual({ isResumed: false, asNobody: "refused" });
  });

  it("resumes no TLS 1.3 session, and offers none", async () => {
    expect(await resumption(scene.edgePort, "TLSv1.3")).toEqual({ offered: 0, isResumed: false, asNobody: "refused" });
  });

  it("would resume sessions, and let nobody in by one, if its configuration did not forbid it", async () => {
    const [pod] = podsOf(scene.plan, scene.trust.material);
    if (pod === undefined) throw new Error("the scene has an edge");
    const text = JSON.stringify(pod).replace(/(disable_state(?:less|ful)_session_resumption\\":) ?true/g, "$1false");
    const careless = await startEnvoy(JSON.parse(text) as typeof pod, () =>
      scene.backends.portOf("charges.pay.svc.cluster.local:8080"),
    );
    try {
      expect(await resumption(careless.portOf(8443), "TLSv1.3")).toMatchObject({ isResumed: true, asNobody: 200 });
    } finally {
      await careless.stop();
    }
  });

  it.each(["TLSv1", "TLSv1.1"] as const)("does not speak %s", async (version) => {
    const tls = { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" };
    expect(verdict(await scene.call({ tls }))).toBe("refused");
  });

  it("presents its own identity and server names, signed by its mesh's root", async () => {
    const socket = open({ port: scene.edgePort, host: "payments.mesh", identity: scene.checkout });
    await once(socket, "secureConnect");
    const { raw, issuerCertificate } = socket.getPeerCertificate(true);
    socket.destroy();
    const leaf = new X509Certificate(raw);
    expect(leaf.subjectAltName).toBe(
      "URI:spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge, DNS:ledger.mesh, DNS:payments.mesh",
    );
    const root = new X509Certificate(scene.trust.root("payments").certificate);
    expect(new X509Certificate(issuerCertificate.raw).verify(root.publicKey)).toBe(true);
  });
});
