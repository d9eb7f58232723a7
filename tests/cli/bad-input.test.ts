import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";

const home = mkdtempSync(join(tmpdir(), "isthmus-cli-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const standalone = { kind: "standalone" };
const good = {
  meshes: {
    shop: { trustDomain: "shop.example", target: standalone },
    payments: { trustDomain: "payments.example", target: standalone },
  },
  meshGateways: {
    edge: {
      mesh: "payments",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" } },
    },
  },
  exposes: { charges: { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } } },
  crossMeshPermissions: { shopMayCharge: { gateway: "edge", from: [{ mesh: "shop" }] } },
  routes: { charge: { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "payments.mesh" } },
};

type Declared = Record<string, Record<string, unknown>>;

const edge = good.meshGateways.edge;
const withListeners = (listeners: object): Declared => ({ ...good, meshGateways: { edge: { ...edge, listeners } } });
const withListener = (listener: object): Declared => withListeners({ api: { ...edge.listeners.api, ...listener } });

/** Mesh `shop` on another target. */
const on = (target: object): Declared => ({
  ...good,
  meshes: { ...good.meshes, shop: { ...good.meshes.shop, target } },
});

/** Runs the command line tool on what is declared, with no cluster but the one that is named. */
function isthmus(command: string, declared: object, kubeconfig?: string) {
  const bin = resolve(__dirname, "../../sdk/bin/isthmus.js");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [bin, command, join(__dirname, "program"), ...(command === "up" ? ["--yes"] : [])],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        HOME: home,
        KUBECONFIG: kubeconfig,
        DECLARED: JSON.stringify(declared),
        PULUMI_CONFIG_PASSPHRASE: "for tests",
      },
    },
  );
  return { status, output: stdout + stderr };
}

const stateFile = join(__dirname, "program/.isthmus/dev.json");

describe("bad declarations end with their problem and exit code 2, and touch nothing", () => {
  const cases: [string, Declared, string, string][] = [
    [
      "an unknown mesh",
      { ...good, meshGateways: { edge: { ...edge, mesh: "paymnts" } } },
      "meshGateways.edge.mesh",
      'did you mean "payments"?',
    ],
    [
      "an unknown gateway",
      { ...good, exposes: { charges: { ...good.exposes.charges, gateway: "side" } } },
      "exposes.charges.gateway",
      'no mesh gateway is named "side"',
    ],
    [
      "an unknown listener",
      { ...good, exposes: { charges: { ...good.exposes.charges, listener: "apo" } } },
      "exposes.charges.listener",
      'no listener "apo"',
    ],
    [
      "two meshes with one trust domain",
      { ...good, meshes: { ...good.meshes, copy: good.meshes.shop } },
      "meshes.shop.trustDomain",
      'belongs to mesh "copy" already',
    ],
    [
      "an upper-case trust domain",
      { ...good, meshes: { ...good.meshes, shop: { trustDomain: "Shop.example", target: standalone } } },
      "meshes.shop.trustDomain",
      '"Shop.example"',
    ],
    [
      "a prefix without a segment boundary",
      {
        ...good,
        crossMeshPermissions: {
          p: { gateway: "edge", from: [{ mesh: "shop" }], http: [{ path: { prefix: "/charges/" } }] },
        },
      },
      "crossMeshPermissions.p.http[0].path.prefix",
      "without the trailing /",
    ],
    [
      "HTTPS without hostname",
      withListener({ hostname: undefined }),
      "meshGateways.edge.listeners.api.hostname",
      "add a hostname",
    ],
    ["a port out of range", withListener({ port: 70000 }), "meshGateways.edge.listeners.api.port", "70000"],
    [
      "a duplicate listener",
      withListeners({ api: edge.listeners.api, twin: edge.listeners.api }),
      "meshGateways.edge.listeners.twin",
      'listener "api" has HTTPS port 8443',
    ],
    [
      "a feature that the target lacks",
      { ...good, ...on({ kind: "istio" }), routes: { charge: { ...good.routes.charge, failover: ["charges"] } } },
      "routes.charge.failover",
      "target istio",
    ],
    ["a version that the target has not", on({ kind: "kuma", version: "2.7" }), "meshes.shop.target.version", '"2.7"'],
    [
      "a field of Kuma 2.14 on 3.0",
      {
        ...good,
        ...on({ kind: "kuma", version: "3.0" }),
        crossMeshPermissions: {
          shopMayCharge: { gateway: "edge", from: [{ mesh: "shop", namespace: "web", service: "cart" }] },
        },
      },
      "crossMeshPermissions.shopMayCharge.from[0].service",
      "does not realise",
    ],
  ];

  it.each(cases)("%s", (_, declared, path, message) => {
    const { status, output } = isthmus("up", declared);
    expect(output).toContain(`at ${path}`);
    expect(output).toContain(message);
    expect(output).not.toMatch(/\n\s+at .*\.js:\d+/);
    expect(status).toBe(2);
    expect(existsSync(stateFile)).toBe(false);
  });

  it("all of them at once", () => {
    const { output } = isthmus("preview", {
      ...withListener({ port: 70000 }),
      exposes: { charges: { ...good.exposes.charges, gateway: "side" } },
    });
    expect(output).toContain("listeners.api.port");
    expect(output).toContain("exposes.charges.gateway");
  });
});

describe("without a cluster", () => {
  it("previews from inputs, and says so", () => {
    const { status, output } = isthmus("preview", good);
    expect(output).toContain("inputs only");
    expect(output).toContain("shop/* -> edge: * payments.mesh:8443/**");
    expect(status).toBe(0);
  });

  it("refuses up before anything is made", () => {
    const { status, output } = isthmus("up", good);
    expect(output).toMatch(/cluster/);
    expect(status).not.toBe(0);
    expect(existsSync(stateFile)).toBe(false);
  });

  it("names a kubeconfig that cannot be used", () => {
    const declared = {
      ...good,
      clusters: { east: { kubeconfig: "/nowhere/east" } },
      meshes: {
        ...good.meshes,
        shop: { ...good.meshes.shop, cluster: "east" },
        payments: { ...good.meshes.payments, cluster: "east" },
      },
    };
    const { status, output } = isthmus("up", declared);
    expect(output).toContain("/nowhere/east");
    expect(status).not.toBe(0);
    expect(existsSync(stateFile)).toBe(false);
  });
});
