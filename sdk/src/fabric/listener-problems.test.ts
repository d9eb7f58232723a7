import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Listener } from "../model/mesh-gateway.js";
import { foundWith, problemsOf, problemsWith } from "./testing/problems.js";

const mesh = { trustDomain: "shop.acme.internal", target: { kind: "standalone" } };
const withListeners = (listeners: Record<string, object>, more: object = {}) =>
  problemsOf({ meshes: { shop: mesh }, meshGateways: { edge: { mesh: "shop", listeners, ...more } } });
const nodePort = { service: { type: "NodePort" } };
const web = { port: 443, protocol: "HTTPS", hostname: "web.example", crossMesh: true };

describe("listeners of a gateway", () => {
  it("share a port under hostnames of their own", () => {
    expect(withListeners({ a: web, b: { ...web, hostname: "api.example" } })).toEqual([]);
  });

  it("do not share port and hostname", () => {
    expect(withListeners({ a: web, b: web })).toEqual([
      {
        code: "gateway.listener.duplicate",
        path: "meshGateways.edge.listeners.b",
        message: 'listener "a" has HTTPS port 443 and hostname "web.example" already',
        hint: "remove one of them, or choose another port or hostname",
      },
    ]);
  });

  it("do not share a port without hostname", () => {
    const http = { port: 80, protocol: "HTTP" };
    expect(withListeners({ a: http, b: http }).map(({ message }) => message)).toEqual([
      'listener "a" has HTTP port 80 already',
    ]);
  });

  it("of TCP never share a port, for nothing tells them apart", () => {
    const tcp = { port: 5432, protocol: "TCP" };
    expect(withListeners({ a: { ...tcp, hostname: "a" }, b: { ...tcp, hostname: "b" } })).toEqual([
      expect.objectContaining({
        code: "gateway.listener.duplicate",
        hint: "remove one of them, or choose another port",
      }),
    ]);
  });

  it("speak one protocol on a port", () => {
    expect(withListeners({ a: web, b: { port: 443, protocol: "HTTP" } })).toEqual([
      {
        code: "gateway.listener.port-taken",
        path: "meshGateways.edge.listeners.b.port",
        message: 'port 443 already speaks HTTPS for listener "a", so it cannot speak HTTP',
        hint: "choose another port, or protocol HTTPS",
      },
    ]);
  });

  it("are measured by the first on the port, so one mistake is one problem", () => {
    const found = withListeners({
      a: web,
      b: { port: 443, protocol: "HTTP" },
      c: { ...web, hostname: "c.example" },
    });
    expect(found.map(({ path }) => path)).toEqual(["meshGateways.edge.listeners.b.port"]);
  });

  it("are refused exactly when two of them clash", () => {
    const listener = fc.record({
      port: fc.constantFrom(80, 443),
      protocol: fc.constantFrom<Listener["protocol"]>("TLS", "HTTPS", "TCP"),
      crossMesh: fc.constant(true),
      hostname: fc.constantFrom("a.example", "b.example"),
    });
    const clash = (a: Listener, b: Listener): boolean =>
      a.port === b.port && (a.protocol !== b.protocol || a.protocol === "TCP" || a.hostname === b.hostname);
    fc.assert(
      fc.property(fc.array(listener, { minLength: 1, maxLength: 5 }), (listeners) => {
        const clashes = listeners.some((one, index) => listeners.slice(0, index).some((other) => clash(one, other)));
        const named = Object.fromEntries(listeners.map((one, index) => [`listener${index}`, one]));
        expect(withListeners(named).length > 0).toBe(clashes);
      }),
    );
  });
});

describe("a gateway", () => {
  it("between clusters has no listener of its own, since Routes make them", () => {
    expect(foundWith({ "meshGateways.door": { mesh: "shop", role: "east-west" } })).toEqual([]);
  });

  it("has a listener", () => {
    expect(foundWith({ "meshGateways.door": { mesh: "shop" } })).toEqual([
      "gateway.no-listener at meshGateways.door.listeners",
    ]);
  });

  it("for egress has none", () => {
    expect(foundWith({ "meshGateways.exit": { mesh: "shop", role: "egress" } })).toEqual([]);
    expect(foundWith({ "meshGateways.exit": { mesh: "shop", role: "egress", listeners: { web } } })).toEqual([
      "gateway.egress-listener at meshGateways.exit.listeners",
    ]);
  });
});

describe("a node port", () => {
  it.each(["NodePort", "LoadBalancer"])("goes with a Service of type %s", (type) => {
    expect(withListeners({ web: { ...web, nodePort: 30443 } }, { service: { type } })).toEqual([]);
  });

  it.each([{}, { service: { type: "ClusterIP" } }])("does not go with %j", (service) => {
    expect(withListeners({ web: { ...web, nodePort: 30443 } }, service)).toEqual([
      expect.objectContaining({
        code: "gateway.listener.node-port-unused",
        path: "meshGateways.edge.listeners.web.nodePort",
      }),
    ]);
  });

  it("is shared by listeners that share a port", () => {
    const listeners = { a: { ...web, nodePort: 30443 }, b: { ...web, hostname: "b.example", nodePort: 30443 } };
    expect(withListeners(listeners, nodePort)).toEqual([]);
  });

  it("is not shared by two ports of a gateway", () => {
    const listeners = { a: { ...web, nodePort: 30443 }, b: { ...web, port: 444, nodePort: 30443 } };
    expect(withListeners(listeners, nodePort)).toEqual([
      {
        code: "gateway.listener.node-port-taken",
        path: "meshGateways.edge.listeners.b.nodePort",
        message: 'nodePort 30443 belongs to port 443 of gateway "edge" in the same cluster',
        hint: "choose another one, or leave it to Kubernetes",
      },
    ]);
  });

  it("is the only one of its port", () => {
    const listeners = { a: { ...web, nodePort: 30443 }, b: { ...web, hostname: "b.example", nodePort: 30444 } };
    expect(withListeners(listeners, nodePort)).toEqual([
      {
        code: "gateway.listener.node-port-differs",
        path: "meshGateways.edge.listeners.b.nodePort",
        message: 'port 443 of gateway "edge" has nodePort 30443 already, so it cannot have 30444 too',
        hint: "write 30443, or leave one of them out",
      },
    ]);
  });

  const twoGateways = {
    "meshGateways.a": { mesh: "shop", listeners: { web: { ...web, nodePort: 30443 } }, ...nodePort },
    "meshGateways.b": { mesh: "payments", listeners: { web: { ...web, nodePort: 30443 } }, ...nodePort },
  };

  it("is not shared by two gateways of a cluster", () => {
    expect(foundWith(twoGateways)).toEqual([
      "gateway.listener.node-port-taken at meshGateways.b.listeners.web.nodePort",
    ]);
  });

  it("may be that of another gateway in another cluster", () => {
    expect(
      problemsWith({
        ...twoGateways,
        "clusters.west": {},
        "meshes.payments.cluster": "west",
        "meshGateways.edge.address": { host: "edge.example" },
      }),
    ).toEqual([]);
  });
});
