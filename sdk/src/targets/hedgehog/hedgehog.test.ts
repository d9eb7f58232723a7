import { describe, expect, it } from "@jest/globals";
import { hedgehog } from "./index.js";
import type { GatewayPeering } from "./testing/gateway-peering.js";
import { external, foundIn, peeringsOf, sideOf, vpc } from "./testing/sides.js";

const app = vpc("10.1.0.0/16", { subnets: { web: "10.1.0.0/24", jobs: "10.1.1.0/24" } });
const db = vpc("10.2.0.0/24");
const plainDb = { vpc: "db", returnRoute: "static" };
const web = { vpc: "app", ips: [{ fromVpcSubnet: "web" }] };

function peerings(spec: object): GatewayPeering[] {
  expect(foundIn(spec)).toEqual([]);
  return peeringsOf(sideOf(spec));
}

/** `app` uses an Expose of `db`. */
const appToDb = (expose: object, route: object = { from: web, to: { expose: "db" } }) => ({
  vpcs: { app, db },
  exposes: { db: expose },
  routes: { "app-to-db": route },
});

const specOf = (spec: object) => peerings(spec)[0]?.spec;

describe("a GatewayPeering", () => {
  it("joins the two VPCs of a Route, each with what it shows to the other", () => {
    expect(peerings(appToDb(plainDb))).toEqual([
      {
        apiVersion: "gateway.githedgehog.com/v1alpha1",
        kind: "GatewayPeering",
        metadata: {
          name: "app--db",
          namespace: "default",
          labels: { "vpc.gateway.githedgehog.com/app": "true", "vpc.gateway.githedgehog.com/db": "true" },
        },
        spec: {
          gatewayGroup: "default",
          peering: {
            app: { expose: [{ ips: [{ cidr: "10.1.0.0/24" }] }] },
            db: { expose: [{ ips: [{ cidr: "10.2.0.0/24" }] }] },
          },
        },
      },
    ]);
  });

  it("belongs to the first VPC by name, under an id that no other pair has", () => {
    const [emitted] = hedgehog.expand(sideOf(appToDb(plainDb)));
    expect(emitted).toMatchObject({ owner: { kind: "vpcs", name: "app" }, id: "peering.db", cluster: undefined });
  });

  it("is not there for an Expose that no Route uses", () => {
    expect(peerings({ vpcs: { app, db }, exposes: { db: plainDb } })).toEqual([]);
  });

  it("is not there for VPCs of another target", () => {
    const own = { target: { kind: "standalone" } };
    const vpcs = { app: { ...app, ...own }, db: { ...db, ...own } };
    expect(hedgehog.expand(sideOf({ ...appToDb(plainDb), vpcs }))).toEqual([]);
  });

  it("is one for all Routes between two VPCs, whichever way they go", () => {
    const spec = {
      vpcs: { app, db },
      exposes: { db: plainDb, web: { ...web, returnRoute: "static" } },
      routes: {
        there: { from: web, to: { expose: "db" } },
        back: { from: { vpc: "db" }, to: { expose: "web" } },
      },
    };
    expect(peerings(spec)).toEqual(peerings(appToDb(plainDb)));
  });

  it("has no CIDR over two subnets", () => {
    const both = { ...web, ips: [{ cidr: "10.1.0.0/23" }] };
    expect(specOf(appToDb(plainDb, { from: both, to: { expose: "db" } }))?.peering["app"]?.expose).toEqual([
      { ips: [{ cidr: "10.1.0.0/24" }, { cidr: "10.1.1.0/24" }] },
    ]);
  });

  it("shows only what Routes use of an Expose", () => {
    const route = { from: web, to: { cidrs: [{ cidr: "10.2.0.64/26" }] } };
    expect(specOf(appToDb(plainDb, route))?.peering["db"]?.expose).toEqual([{ ips: [{ cidr: "10.2.0.64/26" }] }]);
  });

  it("is the same whatever the order of declarations is", () => {
    const spec = appToDb(plainDb);
    const reversed = { ...spec, vpcs: { db, app } };
    expect(peerings(reversed)).toEqual(peerings(spec));
  });

  it("is one for each two parties of a Peering", () => {
    const party = (name: string) => ({ vpc: name, returnRoute: "static" });
    const spec = {
      vpcs: { a: vpc("10.1.0.0/24"), b: vpc("10.2.0.0/24"), c: vpc("10.3.0.0/24") },
      peerings: { all: { vpcs: [party("a"), party("b"), party("c")] } },
    };
    expect(peerings(spec).map(({ metadata }) => metadata.name)).toEqual(["a--b", "a--c", "b--c"]);
  });
});

describe("NAT in a GatewayPeering", () => {
  it("is static with a CIDR for each CIDR, so that no order of blocks matters", () => {
    const expose = { ...plainDb, as: [{ cidr: "192.168.2.128/25" }, { cidr: "192.168.1.0/25" }] };
    expect(specOf(appToDb(expose))?.peering["db"]?.expose).toEqual([
      { ips: [{ cidr: "10.2.0.0/25" }], as: [{ cidr: "192.168.1.0/25" }], nat: { static: {} } },
      { ips: [{ cidr: "10.2.0.128/25" }], as: [{ cidr: "192.168.2.128/25" }], nat: { static: {} } },
    ]);
  });

  it("of sources is static towards whoever answers", () => {
    const route = { from: { ...web, as: [{ cidr: "192.168.9.0/24" }] }, to: { expose: "db" } };
    expect(specOf(appToDb(plainDb, route))?.peering["app"]?.expose).toEqual([
      { ips: [{ cidr: "10.1.0.0/24" }], as: [{ cidr: "192.168.9.0/24" }], nat: { static: {} } },
    ]);
  });

  it("of sources is masquerade where it is stateful, with its timeout", () => {
    const from = { ...web, as: [{ cidr: "192.168.9.0/31" }], nat: "stateful" };
    const route = { from, to: { expose: "db" }, idleTimeout: "300s" };
    expect(specOf(appToDb({ vpc: "db" }, route))?.peering["app"]?.expose).toEqual([
      {
        ips: [{ cidr: "10.1.0.0/24" }],
        as: [{ cidr: "192.168.9.0/31" }],
        nat: { masquerade: { idleTimeout: "5m0s" } },
      },
    ]);
  });

  it("of ports has an entry for each rule, with the callers' port as `as`", () => {
    const ports = [
      { external: "80", internal: "8080", protocol: "tcp" },
      { external: "5000-5001", internal: "6000-6001", protocol: "udp" },
    ];
    const ips = [{ cidr: "10.2.0.4/32" }];
    const expose = { vpc: "db", ips, as: [{ cidr: "192.168.1.4/32" }], ports, idleTimeout: "60s" };
    const blocks = { ips: [{ cidr: "10.2.0.4/32" }], as: [{ cidr: "192.168.1.4/32" }] };
    const nat = (rule: object) => ({ nat: { portForward: { idleTimeout: "1m0s", ports: [rule] } } });
    expect(specOf(appToDb(expose))?.peering["db"]?.expose).toEqual([
      { ...blocks, ...nat({ proto: "tcp", port: "8080", as: "80" }) },
      { ...blocks, ...nat({ proto: "udp", port: "6000-6001", as: "5000-5001" }) },
    ]);
  });

  it("of ports without `as` keeps the addresses", () => {
    const expose = { vpc: "db", ips: [{ cidr: "10.2.0.4/32" }], ports: [{ external: "80", internal: "80" }] };
    const spec = specOf(appToDb(expose));
    expect(spec?.peering["db"]?.expose?.[0]).toMatchObject({
      ips: [{ cidr: "10.2.0.4/32" }],
      as: [{ cidr: "10.2.0.4/32" }],
    });
    // who is behind ports starts no flow, so there is nothing to deny
    expect(spec?.acl).toBeUndefined();
  });
});

describe("an external in a GatewayPeering", () => {
  const internet = (route: object, more: object = {}) => ({
    vpcs: { app, net: external() },
    exposes: { net: { vpc: "net", ...more } },
    routes: { out: { from: { ...web, as: [{ cidr: "192.0.2.1/32" }], nat: "stateful" }, ...route } },
  });

  it("is the default where it offers everything", () => {
    expect(specOf(internet({ to: { expose: "net" } }))?.peering).toMatchObject({
      app: { expose: [{ as: [{ cidr: "192.0.2.1/32" }] }] },
      "ext.net": { expose: [{ default: true }] },
    });
  });

  it("is the default where everybody behind it may call, but for those who are known otherwise", () => {
    const site = {
      vpc: "app",
      ips: [{ cidr: "10.1.0.7/32" }],
      ports: [{ external: "443", internal: "443", protocol: "tcp" }],
    };
    const spec = specOf({
      vpcs: { app, net: external() },
      exposes: { site },
      routes: { in: { from: { vpc: "net" }, to: { expose: "site" } } },
    });
    expect(spec?.peering["ext.net"]).toEqual({ expose: [{ default: true }] });
    expect(spec?.acl?.rules).toEqual([
      { from: "ext.net", to: "app", action: "deny", scope: "flow", match: { src: [{ cidr: "10.1.0.0/16" }] } },
      {
        from: "ext.net",
        to: "app",
        action: "allow",
        scope: "flow",
        match: { proto: "tcp", dst: [{ ports: ["443"] }] },
      },
    ]);
  });

  it("is named by its addresses where a Route asks for some only", () => {
    expect(specOf(internet({ to: { cidrs: [{ cidr: "8.8.8.0/24" }] } }))?.peering["ext.net"]).toEqual({
      expose: [{ ips: [{ cidr: "8.8.8.0/24" }] }],
    });
  });

  it("takes nothing that a VPC exposes, be there a Route to it or not", () => {
    const spec = internet({ to: { expose: "net" } });
    const withDb = { ...spec, vpcs: { ...spec.vpcs, db }, exposes: { ...spec.exposes, db: plainDb } };
    const wide = { from: "app", to: "ext.net", action: "allow", scope: "flow" };
    expect(specOf(withDb)?.acl).toEqual({
      default: "deny",
      rules: [
        { ...wide, action: "deny", match: { dst: [{ cidr: "10.2.0.0/24" }] } },
        { ...wide, match: { proto: "tcp" } },
        { ...wide, match: { proto: "udp" } },
        { ...wide, match: { proto: "1" } },
      ],
    });
  });
});

describe("the ACL of a GatewayPeering", () => {
  it("is what a filter lets through, and its mirror where no flow is tracked", () => {
    const filter = [{ permit: { from: { vpc: "app" }, to: { port: "5432", protocol: "tcp" } } }];
    const way = { action: "allow", scope: "packet" };
    expect(specOf(appToDb({ ...plainDb, filter }))?.acl).toEqual({
      default: "deny",
      rules: [
        { from: "app", to: "db", ...way, match: { proto: "tcp", dst: [{ ports: ["5432"] }] } },
        { from: "db", to: "app", ...way, match: { proto: "tcp", src: [{ ports: ["5432"] }] } },
      ],
    });
  });

  it("is for flows where all of them are tracked", () => {
    const from = { ...web, as: [{ cidr: "192.168.9.0/31" }], nat: "stateful" };
    const filter = [
      { permit: { to: { ips: [{ cidr: "10.2.0.7/32" }], port: "22" } } },
      { permit: { to: { protocol: "icmp" } } },
    ];
    const way = { from: "app", to: "db", action: "allow", scope: "flow" };
    expect(specOf(appToDb({ ...plainDb, filter }, { from, to: { expose: "db" } }))?.acl?.rules).toEqual([
      { ...way, match: { proto: "tcp", dst: [{ cidr: "10.2.0.7/32", ports: ["22"] }] } },
      { ...way, match: { proto: "udp", dst: [{ cidr: "10.2.0.7/32", ports: ["22"] }] } },
      { ...way, match: { proto: "1" } },
    ]);
  });

  it("is what both filters let through", () => {
    const filter = [{ permit: { to: { port: "1-99", protocol: "tcp" } } }];
    const route = { from: web, to: { expose: "db" }, filter: [{ permit: { to: { port: "80-200" } } }] };
    expect(specOf(appToDb({ ...plainDb, filter }, route))?.acl?.rules?.[0]?.match).toEqual({
      proto: "tcp",
      dst: [{ ports: ["80-99"] }],
    });
  });

  it("keeps sources of different Routes to their own destinations", () => {
    const spec = {
      vpcs: { app, db },
      exposes: {
        low: { ...plainDb, ips: [{ cidr: "10.2.0.0/25" }] },
        high: { ...plainDb, ips: [{ cidr: "10.2.0.128/25" }] },
      },
      routes: {
        web: { from: web, to: { expose: "low" } },
        jobs: { from: { ...web, ips: [{ fromVpcSubnet: "jobs" }] }, to: { expose: "high" } },
      },
    };
    const rule = { from: "app", to: "db", action: "allow", scope: "packet" };
    const tcp = (src: string, dst: string) => ({
      ...rule,
      match: { proto: "tcp", src: [{ cidr: src }], dst: [{ cidr: dst }] },
    });
    expect(specOf(spec)?.acl?.rules).toEqual(
      expect.arrayContaining([tcp("10.1.0.0/24", "10.2.0.0/25"), tcp("10.1.1.0/24", "10.2.0.128/25")]),
    );
  });

  it("lets answers pass where only some flows are tracked, from any port of the pool", () => {
    const from = { ...web, as: [{ cidr: "192.168.9.0/31" }], nat: "stateful" };
    const filter = [{ permit: { from: { port: "5000" }, to: { port: "5432", protocol: "tcp" } } }];
    const spec = {
      ...appToDb({ ...plainDb, filter }, { from, to: { expose: "db" } }),
      routes: {
        web: { from, to: { expose: "db" } },
        jobs: { from: { ...web, ips: [{ fromVpcSubnet: "jobs" }] }, to: { expose: "db" } },
      },
    };
    const [there, back] = [
      { from: "app", to: "db", action: "allow", scope: "packet" },
      { from: "db", to: "app", action: "allow", scope: "packet" },
    ];
    const src = [{ ports: ["5432"] }];
    expect(specOf(spec)?.acl?.rules).toEqual([
      { ...there, match: { proto: "tcp", src: [{ ports: ["5000"] }], dst: [{ ports: ["5432"] }] } },
      { ...back, match: { proto: "tcp", src, dst: [{ cidr: "10.1.1.0/24", ports: ["5000"] }] } },
      { ...back, match: { proto: "tcp", src, dst: [{ cidr: "192.168.9.0/31" }] } },
    ]);
  });

  it("lets a default take nothing that the same external shows by another name and a filter", () => {
    const spec = {
      vpcs: { app, db, net: external() },
      exposes: {
        db: plainDb,
        all: { vpc: "net", returnRoute: "static" },
        some: {
          vpc: "net",
          ips: [{ cidr: "10.2.0.0/25" }],
          as: [{ cidr: "192.9.0.0/25" }],
          returnRoute: "static",
          filter: [{ permit: { to: { port: "80", protocol: "tcp" } } }],
        },
      },
      routes: { all: { from: web, to: { expose: "all" } }, some: { from: web, to: { expose: "some" } } },
    };
    const rules = specOf(spec)?.acl?.rules?.filter(({ from }) => from === "app") ?? [];
    expect(rules.map(({ action, match }) => [action, match?.proto, match?.dst])).toEqual([
      ["allow", "tcp", [{ cidr: "192.9.0.0/25", ports: ["80"] }]],
      ["deny", undefined, [{ cidr: "10.2.0.0/24" }, { cidr: "192.9.0.0/25" }]],
      ["allow", "tcp", undefined],
      ["allow", "udp", undefined],
      ["allow", "1", undefined],
    ]);
  });

  it("denies nothing that is an answer: there it names what passes", () => {
    const out = { ...web, as: [{ cidr: "192.0.2.1/32" }], nat: "stateful" };
    const site = { vpc: "app", ips: [{ cidr: "10.1.0.7/32" }], ports: [{ external: "443", internal: "443" }] };
    const spec = {
      vpcs: { app, net: external() },
      // by these an external may call, and they are no destination of `app`
      exposes: {
        net: { vpc: "net" },
        site,
        seen: { vpc: "app", ips: [{ fromVpcSubnet: "jobs" }], as: [{ cidr: "192.168.3.0/24" }] },
      },
      routes: { out: { from: out, to: { expose: "net" } }, in: { from: { vpc: "net" }, to: { expose: "site" } } },
    };
    const rules = specOf(spec)?.acl?.rules?.filter(({ from }) => from === "app") ?? [];
    expect(rules.filter(({ action }) => action === "deny")).toEqual([]);
    const cidrs = rules.flatMap(({ match }) => match?.dst ?? []).map(({ cidr }) => cidr);
    expect(cidrs).toContain("8.0.0.0/7");
    expect(cidrs).not.toContain("192.168.3.0/24");
    expect(cidrs).not.toContain(undefined);
  });

  it("is not there where everything passes", () => {
    const filter = [{ permit: {} }];
    expect(specOf(appToDb({ ...plainDb, filter }))?.acl).toBeUndefined();
  });

  it("is never empty: where nothing passes there is no GatewayPeering", () => {
    expect(peerings(appToDb({ ...plainDb, filter: [{ deny: {} }] }))).toEqual([]);
  });
});
