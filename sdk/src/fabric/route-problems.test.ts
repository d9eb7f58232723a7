import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { foundWith, problemsWith } from "./testing/problems.js";

const exit = (mesh: string, role = "egress") => ({ "meshGateways.exit": { mesh, role } });
const otherCluster = { "clusters.west": {}, "meshes.shop.cluster": "west" };
const vpc = {
  "vpcs.a": { cidrs: ["10.0.0.0/8"], target: { kind: "standalone" } },
  "exposes.offer": { vpc: "a" },
};

describe("a Route via a gateway", () => {
  it("goes via an egress gateway of its mesh", () => {
    expect(problemsWith({ ...exit("shop"), "routes.charge.via": "exit" })).toEqual([]);
  });

  it("does not go via an ingress gateway", () => {
    expect(problemsWith({ "routes.charge.via": "edge", "routes.charge.from.mesh": "payments" })).toEqual([
      {
        code: "route.via-role",
        path: "routes.charge.via",
        message: 'gateway "edge" is not an egress gateway',
        hint: 'set meshGateways.edge.role to "egress"',
      },
    ]);
  });

  it("does not go via a gateway of another mesh", () => {
    expect(problemsWith({ ...exit("payments"), "routes.charge.via": "exit" })).toEqual([
      {
        code: "route.via-mesh",
        path: "routes.charge.via",
        message: 'gateway "exit" belongs to mesh "payments", and the Route comes from mesh "shop"',
        hint: 'use an egress gateway of mesh "shop"',
      },
    ]);
  });

  describe("of another mesh", () => {
    const gloo = (managementCluster: string, systemNamespace?: string) => ({
      kind: "gloo-mesh",
      managementCluster,
      ...(systemNamespace === undefined ? {} : { systemNamespace }),
    });
    const under = (shop: object, payments: object) => ({
      "clusters.mgmt": {},
      "clusters.other": {},
      ...exit("payments"),
      "routes.charge.via": "exit",
      "meshes.shop.target": shop,
      "meshes.payments.target": payments,
    });

    it("goes via it where one Gloo Mesh manages both", () => {
      expect(foundWith(under(gloo("mgmt"), gloo("mgmt")))).toEqual([]);
      expect(foundWith(under(gloo("mgmt", "gloo-mesh"), gloo("mgmt")))).toEqual([]);
    });

    it("does not where two do", () => {
      for (const other of [gloo("other"), gloo("mgmt", "gloo-too"), { kind: "istio" }])
        expect(foundWith(under(gloo("mgmt"), other))).toEqual(["route.via-mesh at routes.charge.via"]);
    });

    it("calls what it leads to from the gateway's cluster", () => {
      const clusters = { "meshes.shop.cluster": "other", "meshGateways.edge.mesh": "payments" };
      expect(foundWith({ ...under(gloo("mgmt"), gloo("mgmt")), ...clusters })).toEqual([]);
      expect(foundWith({ ...under(gloo("mgmt"), gloo("mgmt")), ...clusters, "routes.charge.via": undefined })).toEqual([
        "route.no-address at meshGateways.edge.address",
      ]);
    });
  });
});

describe("a Route from another cluster", () => {
  it("needs a gateway with an address", () => {
    expect(problemsWith(otherCluster)).toEqual([
      {
        code: "route.no-address",
        path: "meshGateways.edge.address",
        message:
          'Route "charge" calls gateway "edge" from cluster "west", and the gateway in the default cluster has no address',
        hint: "set address to a name or IP that the calling cluster reaches",
      },
    ]);
  });

  it("calls a gateway with an address", () => {
    expect(problemsWith({ ...otherCluster, "meshGateways.edge.address": { host: "edge.example" } })).toEqual([]);
  });

  it("asks for no address inside a cluster", () => {
    expect(problemsWith({ ...otherCluster, "meshes.payments.cluster": "west" })).toEqual([]);
  });
});

describe("a Route from another mesh", () => {
  const closed = {
    "meshGateways.edge.listeners.api.crossMesh": undefined,
    "meshGateways.edge.listeners.api.tls": { secretName: "payments" },
    crossMeshPermissions: {},
  };

  it("leads to a crossMesh listener", () => {
    expect(problemsWith(closed)).toEqual([
      {
        code: "route.not-cross-mesh",
        path: "routes.charge.to.expose",
        message:
          'Expose "charges" stands behind listener "api" of gateway "edge", which is not crossMesh, so mesh "shop" cannot call it',
        hint: "set crossMesh: true on the listener, or lead the Route elsewhere",
      },
    ]);
  });

  it("is one, for its own mesh may call any listener", () => {
    expect(problemsWith({ ...closed, "routes.charge.from.mesh": "payments" })).toEqual([]);
  });
});

describe("a Route and what it leads to", () => {
  it("are of one side", () => {
    expect(problemsWith({ ...vpc, "routes.charge.to.expose": "offer" })).toEqual([
      {
        code: "route.other-side",
        path: "routes.charge.to.expose",
        message: 'Expose "offer" is an offer of a VPC, and this Route comes from a mesh',
        hint: "lead it to an Expose of a mesh",
      },
    ]);
    expect(problemsWith({ ...vpc, "routes.use": { from: { vpc: "a" }, to: { expose: "charges" } } })).toEqual([
      {
        code: "route.other-side",
        path: "routes.use.to.expose",
        message: 'Expose "charges" is an offer of a mesh, and this Route comes from a VPC',
        hint: "lead it to an Expose of a VPC",
      },
    ]);
    const other = { "vpcs.b": { cidrs: ["172.16.0.0/16"], target: { kind: "standalone" } } };
    expect(problemsWith({ ...vpc, ...other, "routes.use": { from: { vpc: "b" }, to: { expose: "offer" } } })).toEqual(
      [],
    );
  });

  it.each([
    ["failover", ["offer"], "routes.charge.failover[0]"],
    [
      "to",
      {
        weighted: [
          { expose: "charges", weight: 1 },
          { expose: "offer", weight: 1 },
        ],
      },
      "routes.charge.to.weighted[1].expose",
    ],
    ["to", { cidrs: [{ cidr: "10.0.0.0/8" }] }, "routes.charge.to.cidrs"],
  ])("are of one side in %s %j too", (field, value, path) => {
    expect(foundWith({ ...vpc, [`routes.charge.${field}`]: value })).toEqual([`route.other-side at ${path}`]);
  });

  it("have no weights between VPCs", () => {
    const to = { weighted: [{ expose: "offer", weight: 1 }] };
    expect(foundWith({ ...vpc, "routes.use": { from: { vpc: "a" }, to } })).toEqual([
      "route.other-side at routes.use.to.weighted",
    ]);
  });
});

describe("a hostname and port", () => {
  const second = (more: object = {}) => ({
    "routes.refund": { from: { mesh: "shop" }, to: { expose: "charges" }, hostname: "payments.mesh", ...more },
  });

  it("lead to one Route in a cluster", () => {
    expect(problemsWith(second())).toEqual([
      {
        code: "route.hostname-taken",
        path: "routes.refund.hostname",
        message: '"payments.mesh" port 80 leads to Route "charge" already in the default cluster',
        hint: "give each Route a hostname or port of its own",
      },
    ]);
  });

  it("clash between meshes of a cluster", () => {
    expect(foundWith(second({ from: { mesh: "payments" } }))).toEqual([
      "route.hostname-taken at routes.refund.hostname",
    ]);
  });

  it.each([{ port: 8080 }, { hostname: "refunds.mesh" }])("are free with %j", (more) => {
    expect(problemsWith(second(more))).toEqual([]);
  });

  it("are free in another cluster", () => {
    const address = { "meshGateways.edge.address": { host: "edge.example" } };
    expect(problemsWith({ ...otherCluster, ...address, ...second({ from: { mesh: "payments" } }) })).toEqual([]);
  });

  it("clash exactly when two Routes of a cluster have them", () => {
    const route = fc.record({
      from: fc.record({ mesh: fc.constantFrom("shop", "payments") }),
      hostname: fc.constantFrom("a.mesh", "b.mesh"),
      port: fc.constantFrom(undefined, 80, 81),
    });
    fc.assert(
      fc.property(fc.array(route, { maxLength: 6 }), fc.boolean(), (routes, areApart) => {
        const key = ({ from, hostname, port = 80 }: (typeof routes)[number]) =>
          JSON.stringify([areApart && from.mesh, hostname, port]);
        const problems = problemsWith({
          ...(areApart ? otherCluster : {}),
          "meshGateways.edge.address": { host: "edge.example" },
          routes: Object.fromEntries(
            routes.map((one, index) => [`route${index}`, { ...one, to: { expose: "charges" } }]),
          ),
        });
        expect(problems).toHaveLength(routes.length - new Set(routes.map(key)).size);
      }),
    );
  });
});
