import { describe, expect, it } from "@jest/globals";
import type { CheckedFabric } from "./checked.js";
import { checkFabric } from "./check.js";
import { fabricWith } from "./testing/problems.js";

function resolved(changes: Record<string, unknown> = {}): CheckedFabric {
  const { fabric, problems } = checkFabric("test", fabricWith(changes));
  if (fabric === undefined) throw new Error(JSON.stringify(problems));
  return fabric;
}

const listenerWith = (changes: Record<string, unknown>) => resolved(changes).gateways[0]?.listeners[0];

describe("a checked mesh", () => {
  it("has a namespace that Isthmus makes", () => {
    expect(resolved().meshes.map(({ namespace, ownsNamespace }) => ({ namespace, ownsNamespace }))).toEqual([
      { namespace: "isthmus-payments", ownsNamespace: true },
      { namespace: "isthmus-shop", ownsNamespace: true },
    ]);
  });

  it("has the namespace that it names", () => {
    const mesh = resolved({ "meshes.payments.namespace": "front" }).meshes[0];
    expect(mesh).toMatchObject({ namespace: "front", ownsNamespace: false });
  });

  it("is in the default cluster", () => {
    expect(resolved().meshes[0]?.cluster).toEqual({ name: undefined, domain: "cluster.local" });
  });

  it("is in the cluster that it names, under its domain", () => {
    const { meshes } = resolved({
      "clusters.west": { domain: "west.local" },
      "meshes.payments.cluster": "west",
      "meshes.shop.cluster": "west",
    });
    expect(meshes[0]?.cluster).toEqual({ name: "west", domain: "west.local" });
  });

  it("has certificates of a day, managed, revokes none and is trusted", () => {
    const trust = { mode: "managed", leafHours: 24, revoked: undefined, distrusted: false };
    expect(resolved().meshes[0]?.trust).toEqual(trust);
  });
});

describe("a checked gateway", () => {
  it("has its defaults filled in", () => {
    expect(resolved().gateways[0]).toMatchObject({
      name: "edge",
      objectName: "edge",
      role: "ingress",
      namespace: "isthmus-payments",
      replicas: 2,
      service: {},
      resources: {},
    });
  });

  it("knows its mesh by identity", () => {
    const { gateways, meshes } = resolved();
    expect(gateways[0]?.mesh).toBe(meshes[0]);
  });
});

describe("the Exposes of a listener", () => {
  it("come with the most specific path first", () => {
    const service = { name: "a", namespace: "pay", port: 80 };
    const paths = {
      short: { prefix: "/a" },
      long: { prefix: "/a/b" },
      whole: { exact: "/a" },
      pattern: { regex: "/a/.*" },
    };
    const exposes = Object.entries(paths).map(([name, path]) => [
      `exposes.${name}`,
      { gateway: "edge", service, path },
    ]);
    expect(
      listenerWith(Object.fromEntries(exposes) as object as Record<string, unknown>)?.exposes.map(({ name }) => name),
    ).toEqual(["whole", "pattern", "long", "short", "charges"]);
  });
});

describe("the permissions of a listener", () => {
  const callers = (from: object[]) =>
    listenerWith({ "crossMeshPermissions.checkoutMayCharge.from": from })?.permissions[0]?.callers.map(
      ({ mesh, namespace, serviceAccount }) => [mesh.name, namespace, serviceAccount],
    );

  it("have their callers spelled out", () => {
    expect(callers([{ mesh: "shop" }, { mesh: "shop", namespace: "web" }])).toEqual([
      ["shop", undefined, undefined],
      ["shop", "web", undefined],
    ]);
  });

  it("mean every mesh by *", () => {
    expect(callers([{ mesh: "*", namespace: "web" }])).toEqual([
      ["payments", "web", undefined],
      ["shop", "web", undefined],
    ]);
  });

  it("mean every request by none", () => {
    expect(listenerWith({ "crossMeshPermissions.checkoutMayCharge.http": undefined })?.permissions[0]?.http).toEqual([
      {},
    ]);
  });

  it("are those that name it", () => {
    const admin = { port: 9443, protocol: "HTTPS", hostname: "admin.mesh", crossMesh: true };
    const { gateways } = resolved({
      "meshGateways.edge.listeners.admin": admin,
      "crossMeshPermissions.checkoutMayCharge.listener": "api",
    });
    expect(gateways[0]?.listeners.map(({ name, permissions }) => [name, permissions.length])).toEqual([
      ["admin", 0],
      ["api", 1],
    ]);
  });

  it("are those that speak of an Expose behind it, or of no Expose", () => {
    const { gateways } = resolved({
      "meshGateways.edge.listeners.db": { port: 5432, protocol: "TCP", crossMesh: true },
      "crossMeshPermissions.checkoutMayCharge.http": undefined,
      "crossMeshPermissions.checkoutMayCharge.expose": "charges",
      "crossMeshPermissions.everywhere": { gateway: "edge", from: [{ mesh: "shop" }] },
    });
    const names = gateways[0]?.listeners.map(({ name, permissions }) => [name, permissions.map((one) => one.name)]);
    expect(names).toEqual([
      ["api", ["checkoutMayCharge", "everywhere"]],
      ["db", ["everywhere"]],
    ]);
  });

  it("are none where other meshes cannot call", () => {
    const admin = { port: 9443, protocol: "HTTPS", hostname: "admin.mesh", tls: { secretName: "admin" } };
    const { gateways } = resolved({ "meshGateways.edge.listeners.admin": admin });
    expect(gateways[0]?.listeners[0]).toMatchObject({ name: "admin", permissions: [] });
  });
});

describe("a checked Route", () => {
  it("has its defaults filled in", () => {
    const { routes } = resolved({ "routes.charge.port": undefined });
    expect(routes[0]).toMatchObject({
      port: 80,
      labels: {},
      via: undefined,
      rules: [{ match: {}, forward: { timeout: "15s", retries: undefined, failover: [], mirror: undefined } }],
    });
  });

  it("knows its destination by identity", () => {
    const { routes, gateways } = resolved();
    const offer = routes[0]?.rules[0].forward?.destinations[0].offer;
    expect(offer?.gateway).toBe(gateways[0]);
    expect(offer?.listener).toBe(gateways[0]?.listeners[0]);
    expect(offer?.expose.name).toBe("charges");
  });

  const makesNamespace = (hostname: string, changes: Record<string, unknown> = {}) =>
    resolved({ "routes.charge.hostname": hostname, ...changes }).routes[0]?.createNamespace;

  it("makes a namespace that nobody speaks of", () => {
    expect(makesNamespace("payments.mesh")).toBe(true);
  });

  it.each(["payments.pay", "payments.isthmus-shop", "payments.default", "payments.kube-system"])(
    "makes none for %s, where it is there",
    (hostname) => {
      expect(makesNamespace(hostname)).toBe(false);
    },
  );

  it("makes none for a hostname without one", () => {
    expect(makesNamespace("payments")).toBe(false);
  });

  it("makes none where it is told so", () => {
    expect(makesNamespace("payments.mesh", { "routes.charge.createNamespace": false })).toBe(false);
  });
});
