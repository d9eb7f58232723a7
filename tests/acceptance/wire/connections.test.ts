import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import type { CrossMeshPermissionSpec } from "../../../sdk/src/model/cross-mesh-permission.js";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import type { Identity } from "../../wire/client.js";
import { converse, Greeter, greeting } from "../../wire/conversation.js";
import { eventually } from "../../wire/eventually.js";
import { forge } from "../../wire/forge.js";
import { Gateways } from "../../wire/gateways.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const target = { kind: "standalone" } as const;
const service = { name: "db", namespace: "pay", port: 5432 };

/** Mesh `payments` offers its database to some of mesh `shop`, by bytes; by server name on the second port. */
const fabric = (more: Record<string, CrossMeshPermissionSpec> = {}) =>
  ({
    meshes: {
      shop: { trustDomain: "shop.acme.internal", target },
      payments: { trustDomain: "payments.acme.internal", target },
      partner: { trustDomain: "partner.example", target },
    },
    meshGateways: {
      edge: {
        mesh: "payments",
        listeners: {
          db: { port: 5432, protocol: "TCP", crossMesh: true },
          replica: { port: 8443, protocol: "TLS", crossMesh: true, hostname: "replica.mesh" },
          shut: { port: 5433, protocol: "TCP", crossMesh: true },
        },
      },
    },
    exposes: {
      db: { gateway: "edge", listener: "db", service },
      replica: { gateway: "edge", listener: "replica", service },
      shut: { gateway: "edge", listener: "shut", service },
    },
    crossMeshPermissions: {
      web: {
        gateway: "edge",
        listener: "db",
        from: [{ mesh: "shop", namespace: "web" }],
      },
      notTheCatalog: {
        gateway: "edge",
        listener: "db",
        action: "deny",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "catalog" }],
      },
      reader: {
        gateway: "edge",
        listener: "replica",
        from: [{ mesh: "shop", namespace: "audit", serviceAccount: "reader" }],
      },
      ...more,
    },
    routes: {
      db: {
        from: { mesh: "shop", namespace: "web", serviceAccount: "checkout" },
        to: { expose: "db" },
        hostname: "db.mesh",
        port: 5432,
      },
      replica: {
        from: { mesh: "shop", namespace: "audit", serviceAccount: "reader" },
        to: { expose: "replica" },
        hostname: "replica.mesh",
        port: 5432,
      },
      notMine: { from: { mesh: "partner" }, to: { expose: "db" }, hostname: "db.partner", port: 5432 },
    },
  }) satisfies FabricSpec;

const id = (path: string): string => `spiffe://shop.acme.internal${path}`;
const checkout = id("/ns/web/sa/checkout");

withEnvoy("connections between meshes", () => {
  const gateways = new Gateways();
  const greeter = new Greeter();
  const workload = (spiffeId: string, mesh = "shop"): Promise<Identity> => gateways.trust.workload(mesh, spiffeId);
  const say = (identity: Identity | undefined, port = 5432, tls = {}): Promise<string> =>
    converse({ port: gateways.envoy("edge").portOf(port), tls, ...(identity && { identity }) }, "select");

  beforeAll(async () => {
    gateways.impostors.set("db.pay.svc.cluster.local", await greeter.listen());
    await gateways.start(fabric());
  }, 120_000);
  afterAll(async () => {
    await gateways.stop();
    greeter.close();
  });

  it("are taken from permitted callers", async () => {
    expect(await say(await workload(checkout))).toBe(`${greeting}select`);
  });

  it("are told apart by server name on a port that listeners share", async () => {
    const reader = await workload(id("/ns/audit/sa/reader"));
    expect(await say(reader, 8443, { servername: "replica.mesh" })).toBe(`${greeting}select`);
    expect(await say(reader, 8443, { servername: "other.mesh" })).toBe("");
    expect(await say(await workload(checkout), 8443, { servername: "replica.mesh" })).toBe("");
  });

  const strangers: Record<string, () => Promise<Identity | undefined>> = {
    "no certificate": () => Promise.resolve(undefined),
    "another namespace": () => workload(id("/ns/batch/sa/checkout")),
    "a namespace that begins alike": () => workload(id("/ns/web2/sa/checkout")),
    "the same names in another mesh": () => workload("spiffe://partner.example/ns/web/sa/checkout", "partner"),
    "the same names in the gateway's own mesh": () =>
      workload("spiffe://payments.acme.internal/ns/web/sa/checkout", "payments"),
    "another mesh's signature": () => forge(gateways.trust.issuer("partner"), { uris: [checkout] }),
    "an expired certificate": () =>
      forge(gateways.trust.issuer("shop"), {
        uris: [checkout],
        notBefore: new Date(Date.now() - 7_200_000),
        notAfter: new Date(Date.now() - 3_600_000),
      }),
  };
  it.each(Object.entries(strangers))("end without a word of the service for %s", async (_name, stranger) => {
    const before = greeter.connections;
    expect(await say(await stranger())).toBe("");
    expect(greeter.connections).toBe(before);
  });

  it("are refused where a permission denies what another allows", async () => {
    expect(await say(await workload(id("/ns/web/sa/catalog")))).not.toContain("select");
  });

  it("carry nothing for a certificate with two identities, in either order", async () => {
    const other = id("/ns/batch/sa/other");
    for (const uris of [
      [checkout, other],
      [other, checkout],
    ]) {
      const heard = await say(await forge(gateways.trust.issuer("shop"), { uris }));
      expect(heard).not.toContain("select");
    }
  });

  it("go out for consumers that speak plainly, under their identity", async () => {
    for (const hostname of ["db.mesh", "replica.mesh"])
      expect(await converse({ port: gateways.consumerPort(hostname, 5432) }, "select")).toBe(`${greeting}select`);
    expect(await converse({ port: gateways.consumerPort("db.partner", 5432) }, "select")).toBe("");
  });

  it("are taken from nobody where no permission speaks of the listener: there is none", async () => {
    const listening = await gateways.envoy("edge").admin("/listeners");
    expect(listening).toContain("port-5432");
    expect(listening).not.toContain("port-5433");
  });

  it("end when their permission is taken away", async () => {
    const { certificate, privateKey } = await workload(id("/ns/ops/sa/admin"));
    const ops = { ops: { gateway: "edge", listener: "db", from: [{ mesh: "shop", namespace: "ops" }] } };
    await gateways.change(fabric(ops));
    const admin = { certificate, privateKey };
    await eventually(async () => (await say(admin)) === `${greeting}select`);

    const port = gateways.envoy("edge").portOf(5432);
    const open = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false, cert: certificate, key: privateKey });
    open.on("error", () => undefined).resume();
    await once(open, "data");
    const closed = once(open, "close");
    await gateways.change(fabric());
    await eventually(async () => (await say(admin)) === "");
    await closed;
    expect(await say(await workload(checkout))).toBe(`${greeting}select`);
  }, 60_000);
});
