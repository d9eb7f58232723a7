import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "./check.js";
import type { CheckedFabric } from "./checked.js";
import { fabricWith } from "./testing/problems.js";

const distrusted = { distrusted: true };
const target = { kind: "standalone" };
const listener = { port: 8443, protocol: "HTTPS", crossMesh: true };

/** Meshes shop, payments and ledger; shop's Route `charge` leads to payments, and ledger has an Expose of the same. */
const withLedger = (changes: Record<string, unknown>): CheckedFabric => {
  const input = fabricWith({
    "meshes.ledger": { trustDomain: "ledger.acme.internal", target },
    "meshGateways.books": { mesh: "ledger", listeners: { api: { ...listener, hostname: "ledger.mesh" } } },
    "exposes.spare": { gateway: "books", service: { name: "spare", namespace: "pay", port: 8080 } },
    "crossMeshPermissions.all": { gateway: "books", from: [{ mesh: "*" }] },
    ...changes,
  });
  const { fabric, problems } = checkFabric("test", input);
  if (problems !== undefined) throw new Error(JSON.stringify(problems));
  return fabric;
};

const permissionsOf = ({ gateways }: CheckedFabric): Record<string, string[]> =>
  Object.fromEntries(
    gateways
      .flatMap(({ listeners }) => listeners)
      .flatMap(({ permissions }) => permissions)
      .map(({ name, callers }) => [name, callers.map(({ mesh }) => mesh.name)]),
  );

/** Where each Route's requests go: destinations by rule, and what takes their place. */
const destinationsOf = ({ routes }: CheckedFabric): Record<string, unknown> =>
  Object.fromEntries(
    routes.map(({ name, rules }) => [
      name,
      rules.map(({ forward }) => ({
        to: forward?.destinations.map(({ offer, external }) => offer?.expose.name ?? external?.name),
        else: forward?.failover.map(({ expose }) => expose.name),
      })),
    ]),
  );

const notedAt = ({ notes }: CheckedFabric): string[] =>
  notes.filter(({ code }) => code === "mesh.distrusted").map(({ path }) => path);

describe("a distrusted mesh", () => {
  it("calls nobody, and permissions for it alone open nothing", () => {
    const fabric = withLedger({ "meshes.shop.trust": distrusted });
    expect(permissionsOf(fabric)).toEqual({ all: ["ledger", "payments"] });
    expect(destinationsOf(fabric)).toEqual({});
  });

  it("is called by nobody but itself", () => {
    const fabric = withLedger({ "meshes.ledger.trust": distrusted, "routes.charge.failover": ["spare"] });
    expect(permissionsOf(fabric)).toEqual({ all: ["ledger"], checkoutMayCharge: ["shop"] });
    expect(destinationsOf(fabric)).toEqual({ charge: [{ to: ["charges"], else: [] }] });
  });

  it("takes no share of requests any more, nor a copy", () => {
    const weighted = [
      { expose: "charges", weight: 9 },
      { expose: "spare", weight: 1 },
    ];
    const fabric = withLedger({ "meshes.payments.trust": distrusted, "routes.charge.to": { weighted } });
    expect(destinationsOf(fabric)).toEqual({ charge: [{ to: ["spare"], else: [] }] });
    const mirrored = withLedger({ "meshes.ledger.trust": distrusted, "routes.charge.mirror": { expose: "spare" } });
    expect(mirrored.routes[0]?.rules[0].forward?.mirror).toBeUndefined();
  });

  it("is replaced by what takes its place while it is down", () => {
    const fabric = withLedger({ "meshes.payments.trust": distrusted, "routes.charge.failover": ["spare"] });
    expect(destinationsOf(fabric)).toEqual({ charge: [{ to: ["spare"], else: [] }] });
  });

  it("takes a whole Route with it where some of its requests would have nowhere to go", () => {
    const rules = [{ match: { path: { prefix: "/spare" } }, expose: "spare" }];
    const changes = { "routes.charge.rules": rules };
    expect(destinationsOf(withLedger(changes))).toHaveProperty("charge");
    expect(destinationsOf(withLedger({ "meshes.ledger.trust": distrusted, ...changes }))).toEqual({});
  });

  it("still calls itself", () => {
    const fabric = withLedger({
      "meshes.ledger.trust": distrusted,
      "routes.own": { from: { mesh: "ledger" }, to: { expose: "spare" }, hostname: "spare.mesh" },
    });
    expect(destinationsOf(fabric)).toHaveProperty("own");
    expect(notedAt(fabric)).not.toContain("routes.own.to.expose");
  });

  it("leaves gateways and listeners as they are, so that outsiders are served", () => {
    const fabric = withLedger({ "meshes.ledger.trust": distrusted });
    expect(fabric.gateways.map(({ name }) => name)).toEqual(["books", "edge"]);
  });

  it("is noted, with each permission and Route that is cut", () => {
    const fabric = withLedger({ "meshes.shop.trust": distrusted });
    expect(notedAt(fabric)).toEqual([
      "meshes.shop.trust.distrusted",
      "crossMeshPermissions.checkoutMayCharge.from[0]",
      "routes.charge.to.expose",
    ]);
  });

  it("closes a listener that it alone may call, which is noted like any other", () => {
    const { notes } = withLedger({ "meshes.shop.trust": distrusted });
    expect(notes.map(({ code, path }) => `${code} at ${path}`)).toContain(
      "gateway.listener.closed at meshGateways.edge.listeners.api",
    );
  });
});

it("nothing is noted and nothing cut where every mesh is trusted", () => {
  const fabric = withLedger({ "meshes.shop.trust": { distrusted: false } });
  expect(notedAt(fabric)).toEqual([]);
  expect(permissionsOf(fabric)).toEqual({ all: ["ledger", "payments", "shop"], checkoutMayCharge: ["shop"] });
});

it("a serial number is one, however it was copied", () => {
  const { meshes } = withLedger({ "meshes.shop.trust": { revoked: ["000C", "0A1b", "0c"] } });
  expect(meshes.map(({ name, trust }) => [name, trust.revoked])).toEqual([
    ["ledger", undefined],
    ["payments", undefined],
    ["shop", ["0a1b", "0c"]],
  ]);
});
