import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../../../fabric/check.js";
import { targetRules } from "../../../availability.js";
import { planFabric } from "../../../plan.js";
import { kumaFabricWith } from "../testing/kuma-fabric.js";

const foundWith = (changes: Record<string, unknown>): string[] =>
  (checkFabric("test", kumaFabricWith(changes), targetRules).problems ?? []).map(
    ({ code, path }) => `${code} at ${path}`,
  );

const notesWith = (changes: Record<string, unknown>): string[] =>
  planFabric("test", kumaFabricWith(changes)).fabric.notes.map(({ code, path }) => `${code} at ${path}`);

/** Each rule with what it takes and what it refuses. */
const rules: Record<string, { taken: Record<string, unknown>; refused: Record<string, unknown>; found: string[] }> = {
  "a trust domain that a MeshTrust can have": {
    taken: { "meshes.shop.trustDomain": "s".repeat(253) },
    refused: { "meshes.shop.trustDomain": "s".repeat(254) },
    found: ["kuma.trust-domain-long at meshes.shop.trustDomain"],
  },
  "a namespace for pods with a sidecar": {
    taken: { "meshes.shop.namespace": "anywhere" },
    refused: { "meshes.shop.namespace": undefined },
    found: ["kuma.namespace-restricted at meshes.shop.namespace"],
  },
  "a namespace of the gateway's own, where the mesh has none": {
    taken: { "meshes.payments.namespace": undefined, "meshGateways.edge.namespace": "gateways" },
    refused: { "meshes.payments.namespace": undefined },
    found: ["kuma.namespace-restricted at meshes.payments.namespace"],
  },
  "a port that the sidecar leaves": {
    taken: { "meshGateways.edge.listeners.api.port": 15007 },
    refused: { "meshGateways.edge.listeners.api.port": 15006 },
    found: ["kuma.sidecar-port at meshGateways.edge.listeners.api.port"],
  },
  "one door for a hostname of a mesh": {
    taken: {
      "routes.second": { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "any.name.example" },
      "routes.charge.hostname": "any.name.example",
      "routes.charge.port": 81,
    },
    refused: {
      "routes.second": {
        from: { mesh: "shop", namespace: "web" },
        to: { expose: "charges" },
        hostname: "a.b.example",
        port: 81,
      },
      "routes.charge.hostname": "a.b.example",
    },
    found: ["target.hostname-shared at routes.second.hostname"],
  },
  "a hostname of its own in each mesh": {
    taken: {
      "routes.second": { from: { mesh: "payments" }, to: { expose: "charges" }, hostname: "payments.mesh", port: 81 },
    },
    refused: {
      "routes.second": { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "payments.mesh" },
    },
    found: ["route.hostname-taken at routes.second.hostname"],
  },
  "a hostname that is not that of a service behind a gateway": {
    taken: { "routes.charge.hostname": "charges.mesh" },
    refused: { "routes.charge.hostname": "charges.pay" },
    found: ["target.hostname-taken at routes.charge.hostname"],
  },
  "a hostname that is not that of a gateway, which the cluster would answer with": {
    taken: { "routes.charge.hostname": "edge.shop-gateways" },
    refused: { "routes.charge.hostname": "edge.payments-gateways" },
    found: ["target.hostname-taken at routes.charge.hostname"],
  },
  "a hostname that is not that of a mesh's own egress gateway": {
    taken: { "routes.charge.hostname": "payments-egress.shop-gateways" },
    refused: { "routes.charge.hostname": "shop-egress.shop-gateways.svc" },
    found: ["target.hostname-taken at routes.charge.hostname"],
  },
  "a hostname that no Service has, however it is written": {
    taken: { "routes.charge.hostname": "charges.pay.example" },
    refused: { "routes.charge.hostname": "charges.pay.svc.cluster.local" },
    found: ["target.hostname-taken at routes.charge.hostname"],
  },
  "callers by service account, since no identity names a service": {
    taken: { "crossMeshPermissions.checkoutMayCharge.from": [{ mesh: "shop", namespace: "web" }] },
    refused: { "crossMeshPermissions.checkoutMayCharge.from": [{ mesh: "shop", namespace: "web", service: "cart" }] },
    found: ["target.unsupported at crossMeshPermissions.checkoutMayCharge.from[0].service"],
  },
  "certificates of our own": {
    taken: { "meshes.shop.trust": { mode: "managed" } },
    refused: { "meshes.shop.trust": { mode: "provided", secretName: "ours" } },
    found: ["target.unsupported at meshes.shop.trust.mode", "target.unsupported at meshes.shop.trust.secretName"],
  },
  "what goes for our gateways anywhere: a port of its own for bytes": {
    taken: { "meshGateways.edge.listeners.api.port": 9000 },
    refused: { "meshGateways.edge.listeners.api.port": 9901 },
    found: ["target.port-taken at meshGateways.edge.listeners.api.port"],
  },
};

describe.each(Object.entries(rules))("Kuma 3.0 wants %s", (_rule, { taken, refused, found }) => {
  it("and takes what keeps to it", () => {
    expect(foundWith(taken)).toEqual([]);
  });

  it("and refuses what does not", () => {
    expect(foundWith(refused)).toEqual(found);
  });
});

describe("Kuma 3.0 notes", () => {
  const wide = "kuma.wide-permission at exposes.charges.service";

  it("that a gateway may call more than the Service, where no labels say which pods are its", () => {
    expect(notesWith({})).toContain(wide);
    expect(notesWith({ "exposes.charges.service.selector": { app: "charges" } })).not.toContain(wide);
  });

  it("that a check which only connects sees the sidecar, and not the service", () => {
    const blind = "kuma.check-by-connection at exposes.charges.healthCheck";
    expect(notesWith({ "exposes.charges.healthCheck": { interval: "5s" } })).toContain(blind);
    expect(notesWith({ "exposes.charges.healthCheck": { path: "/ready" } })).not.toContain(blind);
    expect(notesWith({})).not.toContain(blind);
  });

  it("that a mesh with identities lets nobody call whom no permission names", () => {
    const meshes = (changes: Record<string, unknown>) =>
      notesWith(changes).filter((note) => note.startsWith("kuma.default-deny"));
    expect(notesWith({})).toContain("kuma.namespaces-claimed at meshes.shop");
    expect(meshes({})).toEqual(["kuma.default-deny at meshes.payments", "kuma.default-deny at meshes.shop"]);
    expect(meshes({ "meshes.shop.target": { kind: "standalone" } })).toEqual(["kuma.default-deny at meshes.payments"]);
  });

  it("that a revoked certificate of a workload still counts", () => {
    const lossy = /target\.lossy at meshes\.shop\.trust\.revoked/;
    expect(notesWith({ "meshes.shop.trust": { revoked: ["0a"] } }).join()).toMatch(lossy);
    expect(notesWith({}).join()).not.toMatch(lossy);
  });
});
