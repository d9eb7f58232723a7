import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../fabric/check.js";
import type { CheckedFabric } from "../../fabric/checked.js";
import { fabricWith } from "../../fabric/testing/problems.js";
import { farEnd, forwardChains } from "./far-end.js";
import { gatewayAddress, gatewayHost, gatewayIdentity, nodePortOf } from "./gateway.js";

const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

function checked(changes: Record<string, unknown> = {}): CheckedFabric {
  const { fabric, problems } = checkFabric("test", fabricWith(changes));
  if (fabric === undefined) throw new Error(JSON.stringify(problems));
  return fabric;
}

/** What the first rule of a Route leads to. */
function endsOf(changes: Record<string, unknown>, route = "charge") {
  const found = checked(changes).routes.find(({ name }) => name === route);
  const destinations = found?.rules[0]?.forward?.destinations ?? [];
  return destinations.map((destination) => farEnd(destination, (found as NonNullable<typeof found>).mesh));
}

const twoClusters = {
  clusters: { east: {}, west: {} },
  "meshes.shop.cluster": "east",
  "meshes.payments.cluster": "west",
  "meshGateways.edge.address": { host: "edge.example" },
};

describe("the far end of a Route to an Expose", () => {
  it("is its gateway's Service inside one cluster, believed by its identity on its mesh's word", () => {
    expect(endsOf({})).toMatchObject([
      {
        key: "charges",
        peer: "edge",
        endpoints: [{ host: "edge.isthmus-payments.svc.cluster.local", port: 8443 }],
        serverName: "payments.mesh",
        protocol: "HTTP",
        takesRequests: true,
        believes: {
          kind: "mesh",
          mesh: { name: "payments" },
          spiffeId: "spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge",
        },
        shows: { identity: true },
      },
    ]);
  });

  it("is its gateway's address from another cluster", () => {
    expect(endsOf(twoClusters)[0]?.endpoints).toEqual([{ host: "edge.example", port: 8443 }]);
  });

  it("takes no requests behind a listener of TLS", () => {
    const changes = {
      "meshGateways.edge.listeners.api.protocol": "TLS",
      "crossMeshPermissions.checkoutMayCharge.http": undefined,
    };
    expect(endsOf(changes)[0]).toMatchObject({ takesRequests: false, serverName: "payments.mesh" });
  });
});

describe("the far end of a Route to an external gateway", () => {
  const to = (declared: object) =>
    endsOf(
      {
        "externalGateways.partner": { addresses: ["partner.example", "192.0.2.7"], port: 8443, ...declared },
        "routes.partner": { from: { mesh: "shop" }, to: { externalGateway: "partner" }, hostname: "partner.calls" },
      },
      "partner",
    )[0];

  it("with an identity shows ours, and is believed by its own on its bundle's word", () => {
    const identity = { spiffeId: "spiffe://partner.example/gateway", bundle: pem };
    expect(to({ identity })).toEqual({
      key: "_partner",
      peer: "external.partner",
      endpoints: [
        { host: "partner.example", port: 8443 },
        { host: "192.0.2.7", port: 8443 },
      ],
      serverName: "partner.example",
      protocol: "HTTP",
      takesRequests: true,
      believes: { kind: "identity", trustDomain: "partner.example", ...identity },
      shows: { identity: true },
    });
  });

  it("with a server's certificate is believed by its name, on the public authorities' word or on a bundle's", () => {
    expect(to({ protocol: "tls" })).toMatchObject({
      believes: { kind: "server", bundle: undefined },
      shows: { identity: false, secretName: undefined },
    });
    expect(
      to({ protocol: "tls", tls: { bundle: pem, secretName: "ours" }, hostname: "api.partner.example" }),
    ).toMatchObject({
      serverName: "api.partner.example",
      believes: { kind: "server", bundle: pem },
      shows: { identity: false, secretName: "ours" },
    });
  });
});

it("what takes the place of a destination comes behind it, in order", () => {
  const second = {
    "meshGateways.desk": {
      mesh: "payments",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" } },
    },
    "exposes.refunds": { gateway: "desk", service: { name: "refunds", namespace: "pay", port: 8080 } },
    "routes.charge.failover": ["refunds"],
  };
  const [route] = checked(second).routes;
  const forward = route?.rules[0]?.forward;
  if (route === undefined || forward === undefined) throw new Error("no rule forwards");
  expect(forwardChains(forward, route.mesh).map((chain) => chain.map(({ key }) => key))).toEqual([
    ["charges", "refunds"],
  ]);
});

describe("a gateway, as others know it", () => {
  const gatewayOf = (changes: Record<string, unknown>) => {
    const { gateways, meshes } = checked(changes);
    const [gateway] = gateways;
    const shop = meshes.find(({ name }) => name === "shop");
    if (gateway === undefined || shop === undefined) throw new Error("no gateway, or no mesh");
    return { gateway, shop };
  };

  it("has the identity of the service account of its name, in its namespace", () => {
    const { gateway } = gatewayOf({ "meshGateways.edge.namespace": "doors" });
    expect(gatewayIdentity(gateway)).toBe("spiffe://payments.acme.internal/ns/doors/sa/edge");
  });

  it("is called by the name of its Service in the cluster's own domain", () => {
    const { gateway } = gatewayOf({ ...twoClusters, clusters: { east: {}, west: { domain: "west.local" } } });
    expect(gatewayHost(gateway)).toBe("edge.isthmus-payments.svc.west.local");
  });

  it.each([
    ["its own, first", { host: "edge.example", port: 9000 }, 9000],
    ["else the node port with a NodePort Service", { host: "edge.example" }, 30443],
  ])("is reached from another cluster at the port of its address: %s", (_, address, port) => {
    const { gateway, shop } = gatewayOf({
      ...twoClusters,
      "meshGateways.edge.address": address,
      "meshGateways.edge.service": { type: "NodePort" },
      "meshGateways.edge.listeners.api.nodePort": 30443,
    });
    expect(gatewayAddress(gateway, 8443, shop)).toEqual({ host: "edge.example", port });
  });

  it("has one node port for a port, whichever listener names it, and none for another port", () => {
    const { gateway } = gatewayOf({
      "meshGateways.edge.service": { type: "NodePort" },
      "meshGateways.edge.listeners.api.nodePort": 30443,
    });
    expect([nodePortOf(gateway, 8443), nodePortOf(gateway, 9443)]).toEqual([30443, undefined]);
  });
});
