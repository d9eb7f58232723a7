import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { listenerOf } from "./expose-problems.js";
import { foundWith, problemsOf, problemsWith } from "./testing/problems.js";

const service = { name: "refunds", namespace: "pay", port: 8080 };
const refunds = (more: object = {}) => ({ "exposes.refunds": { gateway: "edge", listener: "api", service, ...more } });
const secondListener = {
  "meshGateways.edge.listeners.admin": {
    port: 9443,
    protocol: "HTTPS",
    hostname: "admin.payments.mesh",
    crossMesh: true,
  },
};

describe("an Expose", () => {
  it("stands behind the only listener without naming it", () => {
    expect(problemsWith({ "exposes.charges.listener": undefined })).toEqual([]);
  });

  it("names one of several", () => {
    expect(problemsWith({ "exposes.charges.listener": undefined, ...secondListener })).toEqual([
      {
        code: "expose.listener-ambiguous",
        path: "exposes.charges.listener",
        message: 'gateway "edge" has 2 listeners, and the Expose names none',
        hint: "set listener to one of admin, api",
      },
    ]);
  });

  it("names one that is there", () => {
    expect(problemsWith({ "exposes.charges.listener": "web" })).toEqual([
      {
        code: "reference.unknown",
        path: "exposes.charges.listener",
        message: 'gateway "edge" has no listener "web"',
        hint: "use one of api",
      },
    ]);
  });

  it("does not stand behind an egress gateway", () => {
    expect(
      problemsWith({ "meshGateways.exit": { mesh: "payments", role: "egress" }, ...refunds({ gateway: "exit" }) }),
    ).toEqual([
      {
        code: "expose.egress-gateway",
        path: "exposes.refunds.gateway",
        message: 'gateway "exit" is an egress gateway, which offers nothing',
        hint: "expose the service behind an ingress gateway",
      },
    ]);
  });

  it("has no path behind a listener that sees no requests", () => {
    const database = { port: 5432, protocol: "TCP", crossMesh: true };
    expect(
      problemsWith({
        "meshGateways.edge.listeners.db": database,
        "crossMeshPermissions.checkoutMayCharge.listener": "api",
        ...refunds({ listener: "db", path: { prefix: "/a" } }),
      }),
    ).toEqual([
      {
        code: "expose.no-requests",
        path: "exposes.refunds.path",
        message: 'listener "db" of gateway "edge" speaks TCP, which has no requests',
        hint: "leave path out, or use a listener of HTTP or HTTPS",
      },
    ]);
  });
});

describe("a path of a listener", () => {
  it("is that of one Expose", () => {
    expect(problemsWith(refunds({ path: { prefix: "/" } }))).toEqual([
      {
        code: "expose.path-taken",
        path: "exposes.refunds.path",
        message: 'path / of listener "api" of gateway "edge" goes to Expose "charges" already',
        hint: "give each Expose behind a listener a path of its own",
      },
    ]);
  });

  it("may be part of another's", () => {
    expect(problemsWith(refunds({ path: { prefix: "/refunds" } }))).toEqual([]);
  });

  it("may be there again behind another listener", () => {
    expect(problemsWith({ ...secondListener, ...refunds({ listener: "admin" }) })).toEqual([]);
  });

  it("is refused exactly when two Exposes have it", () => {
    const paths = [undefined, { prefix: "/" }, { prefix: "/a" }, { exact: "/a" }, { regex: "/a" }];
    const key = (path: object | undefined) => JSON.stringify(path ?? { prefix: "/" });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...paths), { maxLength: 5 }), (taken) => {
        const exposes = taken.map((path, index) => [`exposes.offer${index}`, { gateway: "edge", service, path }]);
        const problems = problemsWith({
          "exposes.charges": undefined,
          routes: {},
          ...(Object.fromEntries(exposes) as object),
        });
        expect(problems).toHaveLength(taken.length - new Set(taken.map(key)).size);
      }),
    );
  });
});

describe("the listener of an Expose", () => {
  it("is none where it is named like what every object has", () => {
    expect(listenerOf({ listener: "toString" }, { mesh: "shop", listeners: {} })).toBeUndefined();
  });

  it("is not asked for on the side of VPCs", () => {
    const vpc = { cidrs: ["10.0.0.0/8"], target: { kind: "standalone" } };
    expect(problemsOf({ vpcs: { a: vpc }, exposes: { offer: { vpc: "a" } } })).toEqual([]);
  });

  it("is not asked for where the gateway does not fit", () => {
    expect(foundWith({ "meshGateways.edge.replicas": 0, "exposes.charges.listener": "web" })).toEqual([
      "schema.range at meshGateways.edge.replicas",
    ]);
  });
});
