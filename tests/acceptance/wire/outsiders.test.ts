import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import type { Echo } from "../../wire/backend.js";
import { call, echoOf, verdict } from "../../wire/client.js";
import { converse, Greeter, greeting } from "../../wire/conversation.js";
import { eventually } from "../../wire/eventually.js";
import { forge, strangeAuthority } from "../../wire/forge.js";
import { Gateways } from "../../wire/gateways.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const service = (name: string, port = 8080) => ({ name, namespace: "web", port });

const fabric = () =>
  ({
    meshes: { shop: { trustDomain: "shop.acme.internal", target: { kind: "standalone" } } },
    meshGateways: {
      edge: {
        mesh: "shop",
        listeners: {
          site: { port: 80, protocol: "HTTP", hostname: "shop.example" },
          blog: { port: 80, protocol: "HTTP", hostname: "blog.example" },
          secure: { port: 443, protocol: "HTTPS", hostname: "shop.example", tls: { secretName: "shop.example" } },
          passed: { port: 8443, protocol: "TLS", hostname: "db.example", tls: { mode: "passthrough" } },
          ended: { port: 8443, protocol: "TLS", hostname: "mail.example", tls: { secretName: "mail" } },
          bytes: { port: 5432, protocol: "TCP" },
          near: { port: 5433, protocol: "TCP", sourceRanges: ["127.0.0.0/8"] },
          far: { port: 5434, protocol: "TCP", sourceRanges: ["10.0.0.0/8", "192.0.2.0/24"] },
          narrow: { port: 5435, protocol: "TCP", maxConnections: 1 },
          limited: { port: 8081, protocol: "HTTP", rateLimit: { requests: 3, per: "60s" } },
        },
      },
    },
    exposes: {
      site: { gateway: "edge", listener: "site", service: service("site") },
      blog: { gateway: "edge", listener: "blog", service: service("blog") },
      secure: { gateway: "edge", listener: "secure", service: service("site") },
      passed: { gateway: "edge", listener: "passed", service: service("db", 5432) },
      ended: { gateway: "edge", listener: "ended", service: service("mail", 25) },
      bytes: { gateway: "edge", listener: "bytes", service: service("mail", 25) },
      near: { gateway: "edge", listener: "near", service: service("mail", 25) },
      far: { gateway: "edge", listener: "far", service: service("mail", 25) },
      narrow: { gateway: "edge", listener: "narrow", service: service("mail", 25) },
      limited: { gateway: "edge", listener: "limited", service: service("site") },
      tight: {
        gateway: "edge",
        listener: "limited",
        path: { prefix: "/tight" },
        rateLimit: { requests: 1, per: "60s" },
        service: service("site"),
      },
    },
  }) satisfies FabricSpec;

const certificateFor = async (hostname: string) => forge(await strangeAuthority("public"), { dnsNames: [hostname] });

withEnvoy("a listener for outsiders", () => {
  const gateways = new Gateways();
  const greeter = new Greeter();
  let secureGreeter: Greeter;
  const port = (listener: number): number => gateways.envoy("edge").portOf(listener);

  beforeAll(async () => {
    for (const [secret, hostname] of Object.entries({ "shop.example": "shop.example", mail: "mail.example" })) {
      const { certificate, privateKey } = await certificateFor(hostname);
      gateways.secrets[secret] = { "tls.crt": certificate, "tls.key": privateKey };
    }
    secureGreeter = new Greeter(await certificateFor("db.example"));
    gateways.impostors.set("mail.web.svc.cluster.local", await greeter.listen());
    gateways.impostors.set("db.web.svc.cluster.local", await secureGreeter.listen());
    await gateways.start(fabric());
  }, 120_000);

  afterAll(async () => {
    await gateways.stop();
    greeter.close();
    secureGreeter.close();
  });

  it("of HTTP chooses by Host among those of its port", async () => {
    const answers = await Promise.all(
      ["shop.example", "blog.example", "other.example"].map((host) => plain(port(10080), host)),
    );
    expect(answers.map(({ status, echo }) => [status, echo?.backend])).toEqual([
      [200, "site.web.svc.cluster.local:8080"],
      [200, "blog.web.svc.cluster.local:8080"],
      [404, undefined],
    ]);
  });

  it("passes on no identity that a caller made up", async () => {
    const headers = { "x-forwarded-client-cert": "URI=spiffe://shop.acme.internal/ns/web/sa/admin" };
    const overHttp = await plain(port(10080), "shop.example", headers);
    const overHttps = echoOf(await call({ port: port(10443), host: "shop.example", headers }));
    expect([overHttp.echo?.headers, overHttps?.headers].map((seen) => seen?.["x-forwarded-client-cert"])).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("of HTTPS presents the certificate of its Secret, and asks for none", async () => {
    expect(verdict(await call({ port: port(10443), host: "shop.example" }))).toBe(200);
    expect(await presented(port(10443), "shop.example")).toBe("DNS:shop.example");
    expect(verdict(await call({ port: port(10443), host: "other.example" }))).toBe("refused");
    expect(verdict(await call({ port: port(10443), host: "blog.example", serverName: "shop.example" }))).toBe(421);
  });

  it("of TLS passes through by server name: the service's own certificate is seen", async () => {
    expect(await presented(port(8443), "db.example")).toBe("DNS:db.example");
    const tls = { servername: "db.example", ALPNProtocols: ["greeting"] };
    expect(await converse({ port: port(8443), tls }, "hello")).toBe(`${greeting}hello`);
    expect(await converse({ port: port(8443), tls: { ...tls, servername: "other.example" } }, "hello")).toBe("");
  });

  it("of TLS ends it for a service that speaks plainly", async () => {
    expect(await presented(port(8443), "mail.example")).toBe("DNS:mail.example");
    expect(await converse({ port: port(8443), tls: { servername: "mail.example" } }, "hello")).toBe(`${greeting}hello`);
  });

  it("of TCP passes bytes on", async () => {
    expect(await converse({ port: port(5432) }, "hello")).toBe(`${greeting}hello`);
  });

  it("lets in from its source ranges alone, and asks the service about nobody else", async () => {
    expect(await converse({ port: port(5433) }, "hello")).toBe(`${greeting}hello`);
    const before = greeter.connections;
    expect(await converse({ port: port(5434) }, "hello")).toBe("");
    expect(greeter.connections).toBe(before);
  });

  it("closes what is more than its connections", async () => {
    const first = connect(port(5435), "127.0.0.1");
    await once(first, "data");
    expect(await converse({ port: port(5435) }, "hello")).toBe("");
    first.destroy();
    await eventually(async () => (await converse({ port: port(5435) }, "hello")) === `${greeting}hello`);
  });

  it("answers 429 to what is more than its limit, or than that of one offer", async () => {
    const statuses = [];
    for (const path of ["/tight", "/tight", "/", "/", "/"])
      statuses.push((await plain(port(8081), "any.example", {}, path)).status);
    // the second was over the offer's limit and counted for the listener's
    expect(statuses).toEqual([200, 429, 200, 429, 429]);
  });

  it("follows a certificate that is renewed in its Secret", async () => {
    const { certificate, privateKey } = await certificateFor("renewed.example");
    gateways.secrets["mail"] = { "tls.crt": certificate, "tls.key": privateKey };
    await gateways.change(fabric());
    await eventually(async () => (await presented(port(8443), "mail.example")) === "DNS:renewed.example");
  });

  it("keeps its certificate where the new one is no key pair", async () => {
    gateways.secrets["mail"] = { "tls.crt": "not a certificate", "tls.key": "not a key" };
    await gateways.change(fabric());
    const failures = (): Promise<string> =>
      gateways.envoy("edge").admin("/stats?filter=server-mail.key_rotation_failed");
    await eventually(async () => (await failures()).includes("key_rotation_failed: 1"));
    expect(await presented(port(8443), "mail.example")).toBe("DNS:renewed.example");
  });
});

async function plain(port: number, host: string, headers: IncomingHttpHeaders = {}, path = "/") {
  const asked = request({ host: "127.0.0.1", port, path, headers: { host, ...headers }, agent: false }).end();
  const [response] = (await once(asked, "response")) as [AsyncIterable<Buffer> & { statusCode: number }];
  let body = "";
  for await (const chunk of response) body += chunk.toString();
  const echo = response.statusCode === 200 ? (JSON.parse(body) as Echo) : undefined;
  return { status: response.statusCode, echo };
}

/** The names in the certificate that a server presents under a server name. */
async function presented(port: number, servername: string): Promise<string | undefined> {
  const socket = connectTls({ host: "127.0.0.1", port, servername, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { subjectaltname } = socket.getPeerCertificate();
  socket.destroy();
  return subjectaltname;
}
