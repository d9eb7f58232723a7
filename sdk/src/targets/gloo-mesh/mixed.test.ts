import { describe, expect, it } from "@jest/globals";
import { planFabric } from "../plan.js";
import { settledObjects } from "../testing/planned.js";

/** Mesh `caller` on one target calls mesh `callee` on another; each side's half is that of its own target. */
const crossing = (caller: object, callee: object) => ({
  clusters: { east: {}, west: {} },
  meshes: {
    caller: { trustDomain: "caller.acme.internal", cluster: "east", namespace: "out", target: caller },
    callee: { trustDomain: "callee.acme.internal", cluster: "west", namespace: "in", target: callee },
  },
  meshGateways: {
    edge: {
      mesh: "callee",
      address: { host: "edge.example" },
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "charges.mesh" } },
    },
  },
  exposes: { charges: { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } } },
  crossMeshPermissions: { mayCharge: { gateway: "edge", from: [{ mesh: "caller" }] } },
  routes: {
    charge: { from: { mesh: "caller", namespace: "web" }, to: { expose: "charges" }, hostname: "charges.pay" },
  },
});

const others = [{ kind: "standalone" }, { kind: "istio" }, { kind: "gateway-api" }, { kind: "kuma", version: "3.0" }];

describe.each(others)("a mesh of target gloo-mesh and one of $kind", (other) => {
  const gloo = { kind: "gloo-mesh" };

  it("call the one from the other, which believes its gateway by name and root", () => {
    const objects = settledObjects(crossing(gloo, other));
    const tls = objects.map(
      ({ object }) => (object.spec as { trafficPolicy?: { tls?: object } } | undefined)?.trafficPolicy?.tls,
    );
    expect(tls).toContainEqual(
      expect.objectContaining({
        mode: "MUTUAL",
        sni: "charges.mesh",
        subjectAltNames: ["spiffe://callee.acme.internal/ns/in/sa/edge"],
      }),
    );
    const endpoint = objects.find(({ kind }) => kind === "ExternalEndpoint");
    expect(endpoint).toMatchObject({ cluster: "east", object: { spec: { address: "edge.example" } } });
  });

  it("call the other way round, and are let in as whom they are", () => {
    const objects = settledObjects(crossing(other, gloo));
    const credential = objects.find(({ kind, name }) => kind === "Secret" && name === "edge.credential");
    expect(atob(credential?.object.data["ca.crt"] ?? "")).toBe("CERT(root:callee)CERT(root:caller)");
    const policy = objects.find(({ kind, name }) => kind === "AuthorizationPolicy" && name === "edge.api.allow");
    expect(JSON.stringify(policy?.object.spec)).toContain('"principals":["caller.acme.internal/ns/*"]');
    expect(policy?.cluster).toBe("west");
  });

  it("have the same rows whichever system realises them", () => {
    const rows = (fabric: object): string[] => Object.keys(planFabric("test", fabric).connectivity);
    expect(rows(crossing(gloo, other))).toEqual(rows(crossing({ kind: "standalone" }, { kind: "standalone" })));
  });
});
