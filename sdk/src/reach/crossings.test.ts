import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../fabric/check.js";
import type { CheckedFabric } from "../fabric/checked.js";
import { shopAndPayments, validFabrics } from "../fabric/testing/fabrics.js";
import { fabricWith } from "../fabric/testing/problems.js";
import { connectivity } from "./connectivity.js";
import { type Crossing, crossings } from "./crossings.js";
import { decide, type GatewayRequest } from "./decide.js";
import { covers } from "./path-overlap.js";

function checked(input: unknown): CheckedFabric {
  const { fabric, problems } = checkFabric("test", input);
  if (fabric === undefined) throw new Error(JSON.stringify(problems));
  return fabric;
}

const rowsOf = (input: unknown): string[] => Object.keys(connectivity(crossings(checked(input))));

/** A request that a crossing allows and no more specific Expose takes, unless there is none. */
function witness({ caller, gateway, listener, request }: Crossing): GatewayRequest {
  const { exact, prefix = "/" } = request.path;
  return {
    gateway: gateway.name,
    port: listener.port,
    hostname: listener.hostname ?? "",
    caller: {
      trustDomain: caller.mesh.trustDomain,
      namespace: caller.namespace ?? "any",
      serviceAccount: caller.serviceAccount ?? "any",
    },
    method: request.method ?? "PUT",
    path: exact ?? `${prefix === "/" ? "" : prefix}/nobody-declares-this`,
  };
}

const expose = (path: object | undefined, service: string) => ({
  gateway: "edge",
  ...(path !== undefined && { path }),
  service: { name: service, namespace: "pay", port: 8080 },
});

describe("connectivity", () => {
  it("says who reaches what, by a sentence", () => {
    expect(connectivity(crossings(checked(shopAndPayments())))).toEqual({
      "shop/web/checkout -> edge: POST payments.mesh:8443/charges/**": {
        caller: "shop/web/checkout",
        gateway: "edge",
        hostname: "payments.mesh:8443",
        method: "POST",
        path: "/charges/**",
        destination: "pay/charges:8080",
      },
    });
  });

  it("says * where any namespace, service account, method or path will do", () => {
    const permission = { gateway: "edge", from: [{ mesh: "shop" }, { mesh: "shop", namespace: "web" }] };
    expect(rowsOf(fabricWith({ "crossMeshPermissions.checkoutMayCharge": permission }))).toEqual([
      "shop/* -> edge: * payments.mesh:8443/**",
      "shop/web/* -> edge: * payments.mesh:8443/**",
    ]);
  });

  it("names each mesh of the Fabric where a permission is for all", () => {
    const permission = { gateway: "edge", from: [{ mesh: "*" }] };
    expect(rowsOf(fabricWith({ "crossMeshPermissions.checkoutMayCharge": permission }))).toEqual([
      "payments/* -> edge: * payments.mesh:8443/**",
      "shop/* -> edge: * payments.mesh:8443/**",
    ]);
  });

  const refunds = (http: object[], more: object = {}) => ({
    "crossMeshPermissions.noRefunds": { gateway: "edge", action: "deny", from: [{ mesh: "shop" }], http, ...more },
  });

  it("says what is denied, and what a call needs besides", () => {
    const conditions = {
      path: { regex: "/charges/[0-9]+" },
      headers: [{ name: "X-Team", exact: "web" }],
      query: [{ name: "debug", present: false }],
    };
    const rows = rowsOf(fabricWith({ ...refunds([conditions]), "exposes.charges.path": { prefix: "/charges" } }));
    expect(rows).toEqual([
      'shop/* -/-> edge: * payments.mesh:8443~/charges/[0-9]+ in /charges/** where header x-team = "web" and query no debug',
      "shop/web/checkout -> edge: POST payments.mesh:8443/charges/**",
    ]);
  });

  it("has no row for what a plain deny takes away whole", () => {
    expect(rowsOf(fabricWith(refunds([{ method: "POST" }])))).toEqual(["shop/* -/-> edge: POST payments.mesh:8443/**"]);
    expect(rowsOf(fabricWith(refunds([{ method: "POST", path: { prefix: "/charges/refunds" } }])))).toHaveLength(2);
    expect(rowsOf(fabricWith(refunds([{ headers: [{ name: "a", present: true }] }])))).toHaveLength(2);
  });

  it("has no row where a permission and an Expose have no path in common", () => {
    expect(rowsOf(fabricWith({ "exposes.charges.path": { prefix: "/ledger" } }))).toEqual([]);
  });

  it("has no row for an Expose whose part a more specific one takes", () => {
    const exposes = { all: expose(undefined, "all"), charges: expose({ prefix: "/charges" }, "charges") };
    const rows = connectivity(crossings(checked(fabricWith({ exposes, "routes.charge.to.expose": "all" }))));
    expect(Object.values(rows).map(({ destination }) => destination)).toEqual(["pay/charges:8080"]);
  });

  it("keeps a permission for one Expose to it", () => {
    const exposes = { all: expose(undefined, "all"), charges: expose({ prefix: "/charges" }, "charges") };
    const changes = {
      exposes,
      "routes.charge.to.expose": "all",
      "crossMeshPermissions.checkoutMayCharge.expose": "all",
    };
    expect(rowsOf(fabricWith(changes))).toEqual([]);
  });

  it("is sorted, and does not depend on the order of declarations", () => {
    const reversed = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, item]) => [key, reversed(item)]),
          )
        : value;
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const rows = rowsOf(spec);
        expect(rows).toEqual([...rows].sort());
        expect(JSON.stringify(connectivity(crossings(checked(reversed(spec)))))).toBe(
          JSON.stringify(connectivity(crossings(checked(spec)))),
        );
      }),
    );
  });
});

describe("decide", () => {
  it("lets a request of each crossing through, to the service that connectivity names", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const fabric = checked(spec);
        const all = crossings(fabric);
        const rows = connectivity(all);
        for (const crossing of all) {
          const decided = decide(fabric, witness(crossing));
          expect(decided?.expose).toBe(crossing.expose);
          const { namespace, name, port } = crossing.expose.service;
          const [row] = Object.values(connectivity([crossing]));
          expect(row?.destination).toBe(`${namespace}/${name}:${port}`);
          expect(Object.values(rows)).toContainEqual(row);
        }
      }),
    );
  });

  it("lets no request through that stands in no row", () => {
    const requests = fc.record({
      listener: fc.nat({ max: 59 }),
      mesh: fc.nat({ max: 59 }),
      namespace: fc.constantFrom("web", "batch", "other"),
      serviceAccount: fc.constantFrom("checkout", "refunds", "other"),
      method: fc.constantFrom("GET", "POST", "PUT"),
      path: fc.constantFrom("/", "/charges", "/charges/1", "/chargesx", "/charges/refunds/1", "/status", "/status/1"),
    });
    const fabrics = validFabrics().filter(({ exposes }) => Object.keys(exposes).length > 0);
    fc.assert(
      fc.property(fabrics, fc.array(requests, { minLength: 20, maxLength: 20 }), (spec, drawn) => {
        const fabric = checked(spec);
        const rows = Object.values(connectivity(crossings(fabric)));
        const listeners = fabric.gateways.flatMap((gateway) =>
          gateway.listeners.map((listener) => ({ gateway, listener })),
        );
        for (const { listener: at, mesh: of, namespace, serviceAccount, method, path } of drawn) {
          const { gateway, listener } = listeners[at % listeners.length] ?? {};
          const mesh = fabric.meshes[of % fabric.meshes.length];
          if (gateway === undefined || listener === undefined || mesh === undefined) return;
          const { hostname = "", port } = listener;
          const caller = { trustDomain: mesh.trustDomain, namespace, serviceAccount };
          const decided = decide(fabric, { gateway: gateway.name, port, hostname, caller, method, path });
          const callers = [
            `${mesh.name}/*`,
            `${mesh.name}/${namespace}/*`,
            `${mesh.name}/${namespace}/${serviceAccount}`,
          ];
          const fitting = rows.filter(
            (row) =>
              row.gateway === gateway.name &&
              row.hostname === `${hostname}:${port}` &&
              callers.includes(row.caller) &&
              ["*", method].includes(row.method) &&
              covers(row.path.endsWith("/**") ? { prefix: row.path.slice(0, -3) || "/" } : { exact: row.path }, path),
          );
          const service = decided?.expose.service;
          if (service === undefined) {
            // a row may fit whose part of the path a more specific Expose takes, which nothing permits
            const taken = listener.exposes.find((candidate) => covers(candidate.path ?? {}, path))?.service;
            expect(fitting.map(({ destination }) => destination)).not.toContain(
              `${taken?.namespace}/${taken?.name}:${taken?.port}`,
            );
          } else {
            expect(fitting.map(({ destination }) => destination)).toContain(
              `${service.namespace}/${service.name}:${service.port}`,
            );
          }
        }
      }),
    );
  });

  it("lets nothing through without permissions", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        expect(crossings(checked({ ...spec, crossMeshPermissions: {} }))).toEqual([]);
      }),
    );
  });

  const request = (): GatewayRequest => ({
    gateway: "edge",
    port: 8443,
    hostname: "payments.mesh",
    caller: { trustDomain: "shop.acme.internal", namespace: "web", serviceAccount: "checkout" },
    method: "POST",
    path: "/charges/1",
  });
  const fabric = checked(shopAndPayments());

  it("names the permission that lets a request through", () => {
    expect(decide(fabric, request())?.permission).toBe("checkoutMayCharge");
  });

  const caller = request().caller;
  it.each<[string, Partial<GatewayRequest>]>([
    ["gateway", { gateway: "other" }],
    ["port", { port: 443 }],
    ["hostname", { hostname: "other.mesh" }],
    ["trust domain", { caller: { ...caller, trustDomain: "payments.acme.internal" } }],
    ["namespace", { caller: { ...caller, namespace: "web2" } }],
    ["service account", { caller: { ...caller, serviceAccount: "catalog" } }],
    ["method", { method: "GET" }],
    ["path", { path: "/chargesx" }],
  ])("refuses the same request with another %s", (_name, difference) => {
    expect(decide(fabric, { ...request(), ...difference })).toBeUndefined();
  });

  it("knows listeners of one hostname apart by their ports", () => {
    const listener = { protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" };
    const changes = {
      "meshGateways.edge.listeners": { api: { ...listener, port: 8443 }, second: { ...listener, port: 9443 } },
      "crossMeshPermissions.checkoutMayCharge.listener": "second",
      "exposes.other": { ...expose(undefined, "other"), listener: "second" },
    };
    const two = checked(fabricWith(changes));
    expect(decide(two, request())).toBeUndefined();
    expect(decide(two, { ...request(), port: 9443 })?.expose.name).toBe("other");
  });
});
