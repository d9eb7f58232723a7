import { describe, expect, it } from "@jest/globals";
import { settledObjects } from "../../testing/planned.js";

const listener = { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" };

/** Two accounts whose names read alike once a dot is a dash; the other's limits are what the test says. */
const fabric = (limits: object) => ({
  meshes: {
    shop: { trustDomain: "shop.acme.internal", target: { kind: "istio" } },
    payments: { trustDomain: "payments.acme.internal", target: { kind: "standalone" } },
  },
  meshGateways: { edge: { mesh: "payments", listeners: { api: listener } } },
  exposes: { charges: { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } } },
  crossMeshPermissions: {},
  routes: {
    one: {
      from: { mesh: "shop", namespace: "a", serviceAccount: "b-c" },
      to: { expose: "charges" },
      hostname: "one.acme",
    },
    other: {
      from: { mesh: "shop", namespace: "a-b", serviceAccount: "c" },
      to: { expose: "charges" },
      hostname: "other.acme",
      limits,
    },
  },
});

interface Rule {
  subsets?: { name: string; trafficPolicy: { tls: { credentialName?: string } } }[];
}

describe("calls of two service accounts to one far end", () => {
  it.each([
    ["without limits", {}],
    ["with limits chosen so that 32 bits of a hash are alike", { connections: 206180, requests: 13706 }],
  ])("leave by a certificate each, %s", (_, limits) => {
    const subsets = settledObjects(fabric(limits))
      .filter(({ kind }) => kind === "DestinationRule")
      .flatMap(({ object }) => (object.spec as Rule).subsets ?? []);
    const certificates = subsets.map(({ trafficPolicy }) => trafficPolicy.tls.credentialName);
    expect(new Set(subsets.map(({ name }) => name)).size).toBe(2);
    expect(new Set(certificates).size).toBe(2);
  });
});
